/* States, options and numbers in plain words. */
import type { Count, FunnelStep, Head, Option, StateRef, Statement } from "./results";

export function asNumber(count: Count | null | undefined): number {
    return count === null || count === undefined ? 0 : Number(count);
}

/** 1,234,567; also where it is beyond 2^53 and comes as a string. */
export function counted(count: Count): string {
    return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

const SMALL = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Small numbers in running text are words. */
export function spelled(count: Count): string {
    return SMALL[Number(count)] ?? counted(count);
}

export function plural(count: Count, one: string, many = `${one}s`): string {
    return `${counted(count)} ${Number(count) === 1 ? one : many}`;
}

/** What went wrong, of whatever was thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** "a, b and c" */
export function listed(items: string[], last = "and"): string {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}

export function quoted(text: string): string {
    return `“${text}”`;
}

export function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The level of an option in a pattern: its place among the option's levels; -1: either. */
export function levelAt(pattern: string | null, k: number): number {
    const c = pattern?.[k];
    if (c === undefined || c === "-") return -1;
    return c === "Y" ? 1 : c === "N" ? 0 : Number(c);
}

export function isYesNo(option: Option): boolean {
    return option.levels.length === 2 && option.levels[0] === "no" && option.levels[1] === "yes";
}

export function levelWords(option: Option, level: number): string {
    if (level < 0) return `${option.name}: either way`;
    if (isYesNo(option)) return level ? option.name : `not: ${option.name}`;
    return `${option.name}: ${option.levels[level] ?? "?"}`;
}

export interface Doing {
    player: string;
    name: string;
    /** What the player does, in words; nothing: it does nothing. */
    does: string[];
}

/** What each player does in a state. */
export function stateWords(head: Head, pattern: string | null): Doing[] {
    return head.players
        .filter((player) => player.options.length > 0)
        .map((player) => ({
            player: player.id,
            name: player.name,
            does: head.options
                .map((option, k) => ({ option, level: levelAt(pattern, k) }))
                .filter(({ option, level }) => option.player === player.id && level !== 0)
                .map(({ option, level }) => levelWords(option, level)),
        }));
}

/** How a move from one state to another reads: "start: …; stop: …; Tolls: none instead of heavy". */
export function moveWords(head: Head, from: string | null, to: string | null): string {
    const parts: string[] = [];
    head.options.forEach((option, k) => {
        const before = levelAt(from, k);
        const after = levelAt(to, k);
        if (before === after || before < 0 || after < 0) return;
        if (isYesNo(option)) parts.push(`${after ? "start" : "stop"}: ${option.name}`);
        else
            parts.push(
                `${option.name}: ${option.levels[after] ?? "?"} instead of ${option.levels[before] ?? "?"}`,
            );
    });
    return parts.join("; ");
}

export function playerName(head: Head, id: string): string {
    return head.players.find((player) => player.id === id)?.name ?? id;
}

export function redLineName(head: Head, id: string): string {
    return head.redlines.find((line) => line.id === id)?.name ?? id;
}

/** "player.option" */
export function optionNamed(head: Head, id: string): Option | undefined {
    return head.options.find((option) => `${option.player}.${option.id}` === id);
}

/** How many of the common ground come through to the end: a count of those that came through before. */
export function lasting(steps: FunnelStep[]): string {
    const stable = steps.find((step) => step.step === "stable");
    if (!stable) return "";
    const before = [
        ...(steps.some((step) => step.step === "no_worse") ? ["that nobody loses by"] : []),
        "that waste nothing",
    ];
    return `of those ${listed(before)}, ${spelled(stable.count)} would last`;
}

/** Of those statements that say something about the world, how many rest on a source. */
export function citing(statements: Statement[], cites: (statement: Statement) => boolean) {
    const kinds = ["redline", "prefer", "rank", "option", "infeasible", "require", "status quo",
        "no deal", "move", "coalesce", "fix", "now", "free", "drop"];
    const all = statements.filter((statement) => kinds.includes(statement.kind));
    return { cited: all.filter(cites).length, all: all.length };
}

/** What a move does, or where it leads: states may have names and no options, and of coalesced ones
 * the options may look the same. */
export function moveTo(head: Head, from: string | null, to: StateRef): string {
    const words = to.pattern === null ? "" : moveWords(head, from, to.pattern);
    return words || `to ${to.name ?? `outcome ${counted(to.number)}`}`;
}

/** A name for a state: its own, its label, or its number. */
export function stateTitle(row: { state: number; name: string | null; label: string | null }): string {
    if (row.label) return capital(row.label);
    return row.name && row.name !== String(row.state)
        ? `Outcome ${row.name}`
        : `Outcome ${counted(row.state)}`;
}

export const CONCEPTS: Record<string, { name: string; long: string; meaning: string }> = {
    nash: { name: "Nash", long: "Nash", meaning: "nobody gains by moving alone" },
    gmr: {
        name: "GMR",
        long: "general metarationality",
        meaning: "whoever gains by moving can lose it again by some moves of the others",
    },
    smr: {
        name: "SMR",
        long: "symmetric metarationality",
        meaning: "as GMR, and the first mover cannot repair the damage",
    },
    seq: {
        name: "SEQ",
        long: "sequential stability",
        meaning: "whoever gains by moving can lose it again by moves that serve the others",
    },
    sseq: {
        name: "SSEQ",
        long: "symmetric sequential stability",
        meaning: "as SEQ, and the first mover cannot repair the damage",
    },
};
