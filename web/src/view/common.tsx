/* What several parts of the page use. */
import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useId, useLayoutEffect, useState } from "preact/hooks";
import { Cancelled } from "../engine/client";
import { reasonLines, type ReasonLine } from "../reasons";
import type { Head, Note, Outline, Row } from "../results";
import type { Results, Session } from "../session";
import { CONCEPTS, listed, messageOf, moveWords, playerName, quoted, redLineName, stateTitle, stateWords } from "../words";

export const SessionContext = createContext<Session | null>(null);

/** The session; the caller is drawn anew whenever it changes. */
export function useSession(): Session {
    const session = useContext(SessionContext);
    const [seen, setSeen] = useState(session?.version ?? 0);
    if (!session) throw new Error("no session");
    useLayoutEffect(() => {
        const look = () => setSeen(session.version);
        look(); /* something may have happened since this was drawn */
        return session.listen(look);
    }, [session]);
    void seen;
    return session;
}

export function Section(props: {
    id: string;
    title: string;
    lede?: ComponentChildren;
    children: ComponentChildren;
}) {
    return (
        <section id={props.id} aria-labelledby={`${props.id}-title`} class="part">
            <div class="part-head">
                <h2 id={`${props.id}-title`}>{props.title}</h2>
                {props.lede && <p class="lede">{props.lede}</p>}
            </div>
            {props.children}
        </section>
    );
}

/** A state as who does what. */
export function Doings(props: { head: Head; pattern: string | null }) {
    if (props.pattern === null || props.head.options.length === 0) return null;
    const all = stateWords(props.head, props.pattern);
    const active = all.filter((doing) => doing.does.length > 0);
    const idle = all.filter((doing) => doing.does.length === 0).map((doing) => doing.name);
    return (
        <dl class="doings">
            {active.map((doing) => (
                <div key={doing.player}>
                    <dt>{doing.name}</dt>
                    <dd>{doing.does.join("; ")}</dd>
                </div>
            ))}
            {idle.length > 0 && (
                <div class="idle">
                    <dt>{active.length ? "not acting" : "nobody does anything"}</dt>
                    <dd>{active.length ? listed(idle) : ""}</dd>
                </div>
            )}
        </dl>
    );
}

/** What is different from another state, player by player. */
export function Differences(props: { head: Head; from: Row; to: Row }) {
    const { head } = props;
    const from = props.from.pattern;
    const to = props.to.pattern;
    if (from === null || to === null || head.options.length === 0) return null;
    const only = (player: string, pattern: string) =>
        head.options.map((option, k) => (option.player === player ? pattern[k] : "-")).join("");
    const moved = head.players
        .map((player) => ({
            player,
            words: moveWords(head, only(player.id, from), only(player.id, to)),
        }))
        .filter(({ words }) => words !== "");
    if (moved.length === 0)
        return props.from.state === props.to.state ? <p class="quiet">as today</p> : null;
    return (
        <dl class="doings">
            {moved.map(({ player, words }) => (
                <div key={player.id}>
                    <dt>{player.name}</dt>
                    <dd>{words}</dd>
                </div>
            ))}
        </dl>
    );
}

function claimOf(outline: Outline, id: string) {
    return outline.statements.find(
        (statement) => statement.kind === "claim" && statement.id === id,
    );
}

export function sourceTitle(outline: Outline, id: string): string {
    return outline.sources.find((source) => source.id === id)?.title ?? id;
}

/** What a statement rests on: its sources with the quoted words, claims, reasons. */
export function Notes(props: { outline: Outline; notes: Note[] }) {
    const [first, ...rest] = props.notes;
    if (!first) return null;
    return (
        <div class="notes">
            <p>
                <NoteWords outline={props.outline} note={first} />
            </p>
            {rest.length > 0 && (
                <details>
                    <summary>
                        {rest.length} more {rest.length === 1 ? "reason" : "reasons"}
                    </summary>
                    {rest.map((note, k) => (
                        <p key={k}>
                            <NoteWords outline={props.outline} note={note} />
                        </p>
                    ))}
                </details>
            )}
        </div>
    );
}

/** A source by its short name; its title stands under "Sources". */
export function Cited(props: { outline: Outline; source: string }) {
    return <cite title={sourceTitle(props.outline, props.source)}>{props.source}</cite>;
}

function NoteWords(props: { outline: Outline; note: Note }) {
    const { note, outline } = props;
    if (note.source)
        return (
            <>
                {note.words && <q>{note.words}</q>} <Cited outline={outline} source={note.source} />
            </>
        );
    if (!note.claim) return <>{note.words}</>;
    const claim = claimOf(outline, note.claim);
    const from = [...new Set(sourcesOf(outline, [note]))];
    return (
        <>
            {claim?.label ?? note.claim}
            {from.map((id) => (
                <>
                    {" "}
                    <Cited key={id} outline={outline} source={id} />
                </>
            ))}
        </>
    );
}

/** The sources that something rests on, also through claims that rest on others. */
function sourcesOf(outline: Outline, notes: Note[], seen: Set<string> = new Set()): string[] {
    return notes.flatMap((note) => {
        if (note.source !== null) return [note.source];
        if (note.claim === null || seen.has(note.claim)) return [];
        seen.add(note.claim);
        return sourcesOf(outline, claimOf(outline, note.claim)?.notes ?? [], seen);
    });
}

export function cites(outline: Outline, notes: Note[]): boolean {
    return sourcesOf(outline, notes).length > 0;
}

/* ---- why ----------------------------------------------------------------------------------- */

function Reason(props: { line: ReasonLine }) {
    const { line } = props;
    const indent = `in-${Math.min(line.indent, 4)}`;
    if (line.kind === "verdict")
        return (
            <p class={`verdict ${line.holds ? "holds" : "gives"}`}>
                <span class="mark" aria-hidden="true">
                    {line.holds ? "●" : "○"}
                </span>
                {line.text}
            </p>
        );
    if (line.kind === "move") return <p class={`move ${indent}`}>{line.text}</p>;
    return <p class={`${line.kind} ${indent}`}>{line.text}</p>;
}

/** A link and what it opens, worked out when it is asked for, and again when the results change. */
export function OnRequest<T>(props: {
    ask: string;
    hide: string;
    waiting: string;
    /** For readers who do not see what the link stands beside. */
    what: string;
    of: unknown;
    answer: () => Promise<T>;
    show: (answer: T) => ComponentChildren;
}) {
    const session = useSession();
    const [open, setOpen] = useState(false);
    const [answer, setAnswer] = useState<{ is: T } | string | null>(null);
    const id = useId();
    const { shown, concept } = session;
    useEffect(() => {
        let wanted = true;
        setAnswer(null);
        if (!open || !shown) return;
        props
            .answer()
            .then((is) => wanted && setAnswer({ is }))
            .catch((error: unknown) => {
                if (!wanted) return;
                if (error instanceof Cancelled) setOpen(false);
                else setAnswer(messageOf(error));
            });
        return () => {
            wanted = false;
        };
    }, [open, props.of, shown, concept]);
    return (
        <div class="why">
            <button
                type="button"
                class="link"
                aria-expanded={open}
                aria-controls={id}
                onClick={() => setOpen(!open)}
            >
                {open ? props.hide : props.ask}
                <span class="visually-hidden"> {props.what}</span>
            </button>
            <div id={id} class="reasons" hidden={!open} aria-live="polite">
                {open && answer === null && <p class="quiet">{props.waiting} …</p>}
                {typeof answer === "string" && <p class="quiet">{answer}</p>}
                {answer !== null && typeof answer !== "string" && props.show(answer.is)}
            </div>
        </div>
    );
}

/** "why?" */
export function Why(props: { state: number; what: string }) {
    const session = useSession();
    return (
        <OnRequest
            ask="why?"
            hide="hide the reasons"
            waiting="Looking for the reasons"
            what={props.what}
            of={props.state}
            answer={() => session.why(props.state)}
            show={(text) => reasonLines(text).map((line, k) => <Reason key={k} line={line} />)}
        />
    );
}

/* ---- small things -------------------------------------------------------------------------- */

export function Crossed(props: { head: Head; lines: string[] }) {
    if (props.lines.length === 0)
        return props.head.redlines.length ? (
            <span class="tag good">no red line crossed</span>
        ) : null;
    const owners = [...new Set(props.lines.map((line) => line.split(".")[0] ?? ""))];
    return (
        <span class="tag bad">
            crosses{" "}
            {listed(props.lines.map((line) => quoted(redLineName(props.head, line))))} (
            {listed(owners.map((owner) => playerName(props.head, owner)))})
        </span>
    );
}

/** "all five senses" or their names. */
export function holdsUnder(results: Results, row: Row): string {
    const players = results.solve.players.length;
    const all = results.solve.concepts;
    const held = all.filter((concept) => row.stable[concept]?.length === players);
    if (held.length === all.length) return "in every sense";
    if (held.length === 0) return "";
    return `under ${listed(held.map((concept) => CONCEPTS[concept]?.name ?? concept))}`;
}

export function outcomeNames(results: Results, row: Row): string {
    return row.outcomes
        .map((id) => results.solve.outcomes.find((each) => each.id === id)?.name ?? id)
        .join("; ");
}

export { stateTitle };
