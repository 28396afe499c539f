/* The JSON of the engine, as docs/formats.md has it: what the page reads of it. */

/** Counts above 2^53 are strings. */
export type Count = number | string;

export interface StateRef {
    number: number;
    name: string | null;
    pattern: string | null;
}

export interface Player {
    id: string;
    name: string;
    options: string[];
}

export interface Option {
    id: string;
    player: string;
    name: string;
    levels: string[];
    irreversible: "up" | "down" | null;
    fixed: string | null;
}

export interface RedLine {
    id: string;
    player: string;
    name: string;
    text: string;
    rigid: boolean;
}

export interface Head {
    detente: string;
    model: { title: string | null; file: string | null; sha256: string };
    stage: { number: number; date: string | null; label: string | null; of: number };
    players: Player[];
    options: Option[];
    redlines: RedLine[];
    states: { possible: Count; feasible: Count | null; cells: Count | null; backend: string | null };
    status_quo: StateRef | null;
    no_deal: StateRef | null;
    lift: string[];
}

export interface Note {
    source: string | null;
    claim: string | null;
    words: string | null;
}

export interface Source {
    id: string;
    title: string;
    by: string | null;
    on: string | null;
    file: string | null;
    url: string | null;
}

export interface Statement {
    kind: string;
    player: string | null;
    id: string | null;
    label: string | null;
    text: string | null;
    event: number;
    /** Offset and length in bytes. */
    at: [number, number];
    notes: Note[];
}

export interface Stage {
    number: number;
    date: string | null;
    label: string | null;
    notes: Note[];
}

export interface Outline extends Head {
    text: string;
    stages: Stage[];
    sources: Source[];
    statements: Statement[];
    orders: Record<string, number[]>;
}

export type Concept = "nash" | "gmr" | "smr" | "seq" | "sseq";

export interface Row {
    state: number;
    name: string | null;
    label: string | null;
    /** null: the model has named states instead of options. */
    pattern: string | null;
    rank: Record<string, number>;
    crosses: string[];
    outcomes: string[];
    stable: Record<Concept, string[]>;
}

export interface Equilibria {
    count: Count;
    states: number[];
    reached_by_improvements?: Count;
    by_outcome: Record<string, Count>;
    options: { option: string; levels: string[] }[];
}

export interface Solve extends Head {
    concepts: Concept[];
    today:
        | (Row & {
              improvements: {
                  player: string;
                  count: Count;
                  best: { to: StateRef; rank: number }[];
              }[];
          })
        | null;
    equilibria: Record<Concept, Equilibria>;
    in_every: Count;
    in_some: Count;
    outcomes: { id: string; name: string; count: Count }[];
    table_complete: boolean;
    table: Row[];
}

export interface AgendaItem {
    option: string;
    status: "always" | "never" | "open";
    levels: string[];
    shut_by: string[][];
}

export interface FunnelStep {
    step: "feasible" | "within" | "no_worse" | "efficient" | "stable" | "improving" | "legal";
    count: Count;
    alone: Count;
    states: number[];
    concept?: Concept;
    by_concept?: Record<Concept, Count>;
}

export interface Concession {
    lift: string[];
    asks: string[];
    rigid: boolean;
    opens: Count;
    states: number[];
    agenda?: AgendaItem[];
    funnel?: FunnelStep[];
}

export interface RedLines extends Head {
    common_ground: { count: Count; share: number; states: number[] };
    clashes: string[][];
    clash_count: number;
    concessions: Concession[];
    concession_count: number;
    agenda?: AgendaItem[];
    funnel?: FunnelStep[];
}

export interface Change {
    line: number;
    text: string;
    /** false: it is counted with the next line. */
    known: boolean;
    gained: Record<Concept, Count>;
    lost: Record<Concept, Count>;
}

export interface TimelineStage {
    stage: number;
    changes: Change[];
    solve: Solve;
    redlines: RedLines;
}

export interface Timeline {
    stages: TimelineStage[];
}

export interface Way {
    steps: number;
    count?: Count;
    overflow?: boolean;
    first_against?: string[];
    path: { player: string; to: StateRef; against: boolean }[];
}

export interface Paths extends Head {
    from: StateRef;
    targets: { state: StateRef; improving: Way | null; legal: Way | null; against: number | null; detour: Way | null }[];
}

export interface Diagnostic {
    line: number;
    column: number;
    severity: "error" | "warning" | "note";
    message: string;
    length: number;
}

/** What a report carries: the command writes it into the page, and so does "save as a report". */
export interface Carried {
    detente: string;
    outline: Outline;
    solve: Solve;
    redlines: RedLines | null;
    /** null: there are no events, or it was not worked out. */
    timeline: Timeline | null;
}
