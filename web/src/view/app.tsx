/* The page: its head, its parts in order, and the bar that says what changed. */
import { useEffect, useRef, useState } from "preact/hooks";
import { CATALOGUE } from "../catalogue";
import { changeWords, compare } from "../compare";
import { keepLink, linkFor } from "../link";
import { download, fileName, pageWith } from "../page";
import { MOST_ROWS, type Results, type Session, type Working } from "../session";
import { asNumber, citing, counted, listed, messageOf, plural } from "../words";
import { CanTheyAgree, RedLineSwitches, Today, WouldHold } from "./answer";
import { cites, SessionContext, useSession } from "./common";
import { Pictures } from "./pictures";
import { FieldTable, Outcomes, Players, Sources } from "./read";
import { Timeline } from "./timeline";
import { Work } from "./work";

const PARTS: [string, string][] = [
    ["answer", "Answer"],
    ["players", "Options"],
    ["outcomes", "Outcomes"],
    ["pictures", "Pictures"],
    ["timeline", "Timeline"],
    ["sources", "Sources"],
    ["table", "Table"],
    ["work", "Change"],
];

/* ---- the head ------------------------------------------------------------------------------ */

function Menu(props: { name: string; children: (close: () => void) => preact.ComponentChildren }) {
    const [open, setOpen] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    const menu = useRef<HTMLDivElement>(null);
    const close = () => {
        setOpen(false);
        button.current?.focus(); /* or the place of a reader by keyboard would be lost */
    };
    useEffect(() => {
        if (!open) return;
        const away = (event: PointerEvent) => {
            if (!menu.current?.contains(event.target as Node)) setOpen(false);
        };
        addEventListener("pointerdown", away);
        return () => removeEventListener("pointerdown", away);
    }, [open]);
    return (
        <div
            ref={menu}
            class="menu"
            onKeyDown={(event) => open && event.key === "Escape" && close()}
            onFocusOut={(event) => {
                const next = event.relatedTarget as Node | null;
                if (next && !event.currentTarget.contains(next)) setOpen(false);
            }}
        >
            <button
                ref={button}
                type="button"
                aria-expanded={open}
                onClick={() => setOpen(!open)}
            >
                {props.name}
            </button>
            {open && <div class="menu-items">{props.children(close)}</div>}
        </div>
    );
}

function SaveMenu(props: { results: Results | undefined }) {
    const session = useSession();
    const title = props.results?.outline.model.title ?? null;
    const table = async (format: string, ending: string, type: string) => {
        try {
            download(fileName(title, ending), type, await session.written("solve", format));
        } catch (error) {
            session.say(`The table was not saved: ${messageOf(error)}.`);
        }
    };
    const report = () => {
        const carried = session.toCarry();
        if (carried)
            download(fileName(title, "html"), "text/html", pageWith(carried, title ?? "Conflict"));
    };
    const model = () => {
        session.typing?.();
        download(fileName(title, "detente"), "text/plain", session.now.text);
    };
    const all = asNumber(props.results?.solve.states.feasible);
    const part = all > MOST_ROWS ? " of what holds" : "";
    const items: [string, string, () => void][] = [
        ["The model", ".detente", model],
        ["This page as a new report", ".html", report],
        [`The table${part}`, ".csv", () => void table("csv", "csv", "text/csv")],
        [`The table${part}, for papers`, ".tex", () => void table("latex", "tex", "text/x-tex")],
    ];
    return (
        <Menu name="Save">
            {(close) => (
                <>
                    {items.map(([name, ending, act]) => (
                        <button
                            key={ending}
                            type="button"
                            class="item"
                            disabled={ending !== ".detente" && session.isStale}
                            onClick={() => (act(), close())}
                        >
                            {name} <span class="quiet">{ending}</span>
                        </button>
                    ))}
                    <button type="button" class="item" onClick={() => (close(), window.print())}>
                        Print, or as PDF
                    </button>
                    {session.isStale && (
                        <p class="quiet">Reports and tables can be saved when the results are there.</p>
                    )}
                </>
            )}
        </Menu>
    );
}

function OpenMenu(props: { open(text: string, file: string): void }) {
    const groups = [...new Set(CATALOGUE.map((entry) => entry.group))];
    return (
        <Menu name="Open">
            {(close) => (
                <>
                    <label class="item file">
                        A file of yours <span class="quiet">.detente</span>
                        <input
                            type="file"
                            accept=".detente,text/plain"
                            onChange={(event) => {
                                const file = event.currentTarget.files?.[0];
                                if (file) void file.text().then((text) => props.open(text, file.name));
                                close();
                            }}
                        />
                    </label>
                    {groups.map((group) => (
                        <div key={group} role="group" aria-label={group}>
                            <p class="quiet">{group}</p>
                            {CATALOGUE.filter((entry) => entry.group === group).map((entry) => (
                                <button
                                    key={entry.file}
                                    type="button"
                                    class="item"
                                    onClick={() => (props.open(entry.text, entry.file), close())}
                                >
                                    {entry.title}{" "}
                                    <span class="quiet">{entry.from}</span>
                                </button>
                            ))}
                        </div>
                    ))}
                </>
            )}
        </Menu>
    );
}

function TopBar(props: { results: Results | undefined; open(text: string, file: string): void }) {
    const session = useSession();
    const hasOptions = (props.results?.solve.options.length ?? 0) > 0;
    const hasEvents = (props.results?.outline.stages.length ?? 0) > 1;
    return (
        <header class="top">
            <span class="brand">detente</span>
            <nav aria-label="Parts of the report">
                {PARTS.filter(([id]) => (id !== "timeline" || hasEvents) && (id !== "players" || hasOptions)).map(([id, name]) => (
                    <a key={id} href={`#${id}`}>
                        {name}
                    </a>
                ))}
            </nav>
            <div class="actions">
                <button type="button" disabled={!session.canUndo} onClick={() => session.undo()}>
                    Undo
                </button>
                <button type="button" disabled={!session.canRedo} onClick={() => session.redo()}>
                    Redo
                </button>
                <OpenMenu open={props.open} />
                <SaveMenu results={props.results} />
            </div>
        </header>
    );
}

/* ---- title --------------------------------------------------------------------------------- */

function StagePicker(props: { results: Results }) {
    const session = useSession();
    const { stages, stage } = props.results.outline;
    if (stages.length < 2) return null;
    return (
        <label class="pick">
            As of{" "}
            <select
                value={String(stage.number)}
                onChange={(event) => session.showStage(Number(event.currentTarget.value))}
            >
                {stages.map((each) => (
                    <option key={each.number} value={String(each.number)}>
                        {each.number === 0
                            ? "before the first event"
                            : [each.date, each.label].filter(Boolean).join(": ")}
                    </option>
                ))}
            </select>
        </label>
    );
}

function Masthead(props: { results: Results }) {
    const { outline, solve } = props.results;
    const { cited, all } = citing(outline.statements, (statement) => cites(outline, statement.notes));
    const joins = outline.statements.some((statement) => statement.kind === "coalesce");
    const coalesced = joins ? " where some are taken as one" : "";
    return (
        <div class="masthead">
            <h1>{outline.model.title ?? "A conflict"}</h1>
            <p class="reading">
                One reading. {counted(cited)} of {plural(all, "statement")}{" "}
                {all === 1 ? "cites" : cited === 1 ? "cites" : "cite"} a source.
            </p>
            <p>
                {listed(solve.players.map((player) => player.name))}.{" "}
                {solve.options.length
                    ? `${counted(solve.states.possible)} combinations of ${plural(solve.options.length, "option")}, ${counted(solve.states.feasible ?? 0)} possible${coalesced}`
                    : plural(solve.states.feasible ?? 0, "outcome")}
                ; all of them examined, none sampled.
            </p>
            <StagePicker results={props.results} />
        </div>
    );
}

/* ---- what is going on ---------------------------------------------------------------------- */

/** What is being worked on; the page's main part is busy meanwhile. */
function useWork(session: Session): Working | null {
    const [, setTurn] = useState(0);
    useEffect(() => {
        const look = () => {
            document.querySelector("main")?.setAttribute("aria-busy", String(session.busy));
            setTurn((turn) => turn + 1);
        };
        look();
        return session.listenToWork(look);
    }, [session]);
    return session.working;
}

function Bar(props: { results: Results | undefined }) {
    const session = useSession();
    const { trouble } = session;
    const working = useWork(session);
    const before = session.comparison;
    const after = props.results;
    const [late, setLate] = useState(false);
    useEffect(() => {
        if (!working) return setLate(false);
        const timer = setTimeout(() => setLate(true), 150);
        return () => clearTimeout(timer);
    }, [working !== null]);
    if (working && late) {
        const known = working.total > 0;
        return (
            <div class="bar-foot working" role="status">
                <p>
                    {working.what} …{" "}
                    <progress
                        aria-label={working.what}
                        max={known ? working.total : undefined}
                        value={known ? Math.min(working.done, working.total) : undefined}
                    />
                </p>
                <button type="button" onClick={() => session.stop()}>
                    Stop
                </button>
            </div>
        );
    }
    if (trouble)
        return (
            <div class="bar-foot trouble" role="alert">
                <p>
                    {trouble.line ? `Line ${trouble.line}: ` : ""}
                    {trouble.message}. {after ? "What stands above is what followed before." : ""}
                </p>
                {session.canUndo && (
                    <button type="button" onClick={() => session.undo()}>
                        Undo
                    </button>
                )}
            </div>
        );
    if (session.stopped)
        return (
            <div class="bar-foot" role="status">
                <p>
                    {after
                        ? "Stopped. What stands above is what followed before."
                        : "Stopped. Nothing has been worked out."}
                </p>
                <button
                    type="button"
                    onClick={() => (after ? ((session.stopped = false), session.tell()) : void session.work())}
                >
                    {after ? "Good" : "Work it out"}
                </button>
            </div>
        );
    if (session.notice)
        return (
            <div class="bar-foot notice" role="status">
                <p>{session.notice}</p>
                <button type="button" onClick={() => session.say("")}>
                    Good
                </button>
            </div>
        );
    if (!after || !session.isChanged || before === after) return null;
    const { head, main, rest } = before
        ? compare(before, after, session.concept)
        : { head: session.original ? changeWords(session.original, after) : "", main: "", rest: [] };
    return (
        <div class="bar-foot changed" role="status">
            <p>
                <strong>
                    {head}
                    {main && `: ${main}`}.
                </strong>{" "}
                {rest.length > 0 && <span class="rest">{rest.join("; ")}.</span>}
            </p>
            <div class="actions">
                <button type="button" onClick={() => session.undo()} disabled={!session.canUndo}>
                    Undo
                </button>
                <button type="button" class="plain" onClick={() => session.reset()}>
                    Back to the original
                </button>
            </div>
        </div>
    );
}

/* ---- all of it ----------------------------------------------------------------------------- */

function Report(props: { open(text: string, file: string): void }) {
    const session = useSession();
    const results = session.shown;
    const [forgets, setForgets] = useState(false);
    const { now, base } = session;
    useEffect(() => {
        let wanted = true;
        const same = (a: string, b: string | undefined) => (a === b ? undefined : a);
        void linkFor({
            file: base ? undefined : (session.file ?? "model.detente"),
            text: same(now.text, base?.text),
            stage: same(now.stage, base?.stage ?? ""),
            lift: now.lift.join() === (base?.lift ?? []).join() ? undefined : now.lift,
        }).then((link) => {
            if (!wanted) return;
            const kept = link !== null && keepLink(link);
            if (link === null) keepLink("");
            setForgets(!kept && link !== "");
        });
        return () => {
            wanted = false;
        };
    }, [now, base]);
    useEffect(() => {
        document.title = results?.outline.model.title ?? "detente";
    }, [results]);
    return (
        <>
            <a class="skip" href="#answer">
                To the answer
            </a>
            <TopBar results={results} open={props.open} />
            <main>
                {results ? (
                    <>
                        <Masthead results={results} />
                        <section id="answer" class="first" aria-labelledby="answer-title">
                            <h2 id="answer-title" class="visually-hidden">
                                The answer
                            </h2>
                            <CanTheyAgree results={results} />
                            <div class="two">
                                <Today results={results} />
                                <WouldHold results={results} />
                            </div>
                            <div id="redlines">
                                <RedLineSwitches results={results} />
                            </div>
                            <p class="meaning">
                                An outcome <em>holds</em> (is an equilibrium) when no player can
                                profitably leave it alone. Senses of “profitably” differ in how far a
                                player thinks ahead; they are named where it matters. All{" "}
                                {counted(results.solve.states.feasible ?? 0)} outcomes were examined.
                                Nothing here is a forecast: it says what follows from the model.
                            </p>
                        </section>
                        <Players results={results} />
                        <Outcomes results={results} />
                        <Pictures results={results} />
                        <Timeline results={results} />
                        <Sources results={results} />
                        <FieldTable results={results} />
                    </>
                ) : (
                    <div class="masthead">
                        <h1>detente</h1>
                        <p>
                            {session.trouble
                                ? "This model could not be worked out; its text is below."
                                : session.stopped
                                  ? "Stopped; nothing has been worked out. The model’s text is below."
                                  : "Working it out …"}
                        </p>
                    </div>
                )}
                <Work results={results} />
            </main>
            <Bar results={results} />
            <footer class="foot">
                {forgets && (
                    <p>
                        The address cannot keep changes of this size: save the model or a new report
                        before you reload.
                    </p>
                )}
                <p>
                    Made with detente {results?.outline.detente ?? ""}: conflict analysis by the graph
                    model. This page is one file; it loads nothing and sends nothing.
                </p>
            </footer>
        </>
    );
}

export function App(props: { first: Session; open(text: string, file: string): Session }) {
    const [session, setSession] = useState(props.first);
    return (
        <SessionContext.Provider value={session}>
            <Report
                key={session.id}
                open={(text, file) => setSession(props.open(text, file))}
            />
        </SessionContext.Provider>
    );
}
