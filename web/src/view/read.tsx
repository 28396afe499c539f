/* The longer parts for readers: players and options, outcomes that hold, sources, the table. */
import { useEffect, useState } from "preact/hooks";
import type { AgendaItem, Concept, Outline, Row, Statement } from "../results";
import type { Results } from "../session";
import {
    asNumber, CONCEPTS, counted, isYesNo, levelAt, listed, plural, quoted, redLineName,
} from "../words";
import {
    Cited, cites, Crossed, Doings, holdsUnder, Notes, outcomeNames, Section, stateTitle,
    useSession, Why,
} from "./common";
import { Ways } from "./ways";

/* ---- players and options ------------------------------------------------------------------- */

interface Ground {
    title: string;
    agenda: AgendaItem[];
}

function grounds(results: Results): Ground[] {
    const { redlines } = results;
    if (!redlines) return [];
    if (redlines.agenda) return [{ title: "On the table", agenda: redlines.agenda }];
    return redlines.concessions.slice(0, 4).flatMap((concession) =>
        concession.agenda
            ? [
                  {
                      title: `if ${listed(concession.lift.map((id) => quoted(redLineName(redlines, id))))} ${
                          concession.lift.length === 1 ? "is" : "are"
                      } given up`,
                      agenda: concession.agenda,
                  },
              ]
            : [],
    );
}

function shutWords(results: Results, item: AgendaItem): string {
    if (item.shut_by.length === 0) return "";
    const ways = item.shut_by.map((lines) =>
        lines.length
            ? listed(lines.map((id) => quoted(redLineName(results.solve, id))))
            : "the constraints",
    );
    return listed(ways, "or");
}

function Status(props: { results: Results; item: AgendaItem | undefined }) {
    const { item, results } = props;
    if (!item) return <td>–</td>;
    const option = results.solve.options.find((each) => `${each.player}.${each.id}` === item.option);
    const yesNo = option && isYesNo(option);
    const levels = yesNo ? "" : item.levels.join(", ");
    const shut = shutWords(results, item);
    return (
        <td>
            <span class={`status ${item.status}`}>{item.status}</span>
            {levels && item.status !== "never" && <span class="levels"> {levels}</span>}
            {shut && <small>shut by {shut}</small>}
        </td>
    );
}

function todayWords(results: Results, k: number): string {
    const option = results.solve.options[k];
    const pattern = results.solve.today?.pattern;
    if (!option || !pattern) return "–";
    const level = levelAt(pattern, k);
    return level < 0 ? "–" : isYesNo(option) ? (level ? "yes" : "no") : (option.levels[level] ?? "–");
}

export function Players(props: { results: Results }) {
    const { results } = props;
    const { solve, outline } = results;
    const all = grounds(results);
    if (solve.options.length === 0) return null;
    return (
        <Section
            id="players"
            title="Players and options"
            lede="Who can do what, how it stands today, and what the red lines leave on the table: always taken, never taken, or open."
        >
            <div class="scroll" tabIndex={0} role="region" aria-label="Table of options">
                <table class="agenda">
                    <thead>
                        <tr>
                            <th scope="col">Option</th>
                            <th scope="col">Today</th>
                            {all.map((ground) => (
                                <th scope="col" key={ground.title}>
                                    {ground.title}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    {solve.players.map((player) => {
                        const statement = outline.statements.find(
                            (each) => each.kind === "player" && each.id === player.id,
                        );
                        return (
                            <tbody key={player.id}>
                                <tr class="owner">
                                    <th scope="rowgroup" colSpan={2 + all.length}>
                                        {player.name}
                                        {statement && (
                                            <Notes outline={outline} notes={statement.notes} />
                                        )}
                                    </th>
                                </tr>
                                {solve.options.map((option, k) =>
                                    option.player !== player.id ? null : (
                                        <tr key={option.id}>
                                            <th scope="row">
                                                {option.name}
                                                <small>
                                                    {[
                                                        isYesNo(option) ? "" : option.levels.join(" · "),
                                                        option.irreversible === "up"
                                                            ? "cannot be undone"
                                                            : option.irreversible === "down"
                                                              ? "can only go down"
                                                              : "",
                                                        option.fixed !== null ? `fixed: ${option.fixed}` : "",
                                                    ]
                                                        .filter((each) => each !== "")
                                                        .join("; ")}
                                                </small>
                                            </th>
                                            <td>{todayWords(results, k)}</td>
                                            {all.map((ground) => (
                                                <Status
                                                    key={ground.title}
                                                    results={results}
                                                    item={ground.agenda.find(
                                                        (item) =>
                                                            item.option === `${option.player}.${option.id}`,
                                                    )}
                                                />
                                            ))}
                                        </tr>
                                    ),
                                )}
                            </tbody>
                        );
                    })}
                </table>
            </div>
        </Section>
    );
}

/* ---- outcomes ------------------------------------------------------------------------------ */

const FIRST_CARDS = 6;

function OutcomeCard(props: { results: Results; row: Row }) {
    const { results, row } = props;
    const { solve } = results;
    const names = outcomeNames(results, row);
    return (
        <li class="card outcome">
            <h3>{stateTitle(row)}</h3>
            {names && <p class="named">{names}</p>}
            <Doings head={solve} pattern={row.pattern} />
            <p class="tags">
                <span class="tag">holds {holdsUnder(results, row)}</span>{" "}
                <Crossed head={solve} lines={row.crosses} />
            </p>
            <div class="asked">
                <Why state={row.state} what={`does ${stateTitle(row)} hold`} />
                {solve.today && solve.today.state !== row.state && (
                    <Ways head={solve} state={row.state} what={`to ${stateTitle(row)}`} />
                )}
            </div>
        </li>
    );
}

export function ConceptPicker() {
    const session = useSession();
    const { solve } = session.shown ?? {};
    return (
        <fieldset class="concepts">
            <legend class="visually-hidden">In which sense</legend>
            {solve?.concepts.map((concept) => (
                <label key={concept} class={concept === session.concept ? "chosen" : ""}>
                    <input
                        type="radio"
                        name="concept"
                        checked={concept === session.concept}
                        onChange={() => {
                            session.concept = concept as Concept;
                            session.tell();
                        }}
                    />
                    {CONCEPTS[concept]?.name}{" "}
                    <span class="quiet">{counted(solve.equilibria[concept].count)}</span>
                </label>
            ))}
        </fieldset>
    );
}

export function Outcomes(props: { results: Results }) {
    const session = useSession();
    const { results } = props;
    const { solve } = results;
    const { concept } = session;
    const equilibria = solve.equilibria[concept];
    const rows = equilibria.states.flatMap(
        (number) => solve.table.find((row) => row.state === number) ?? [],
    );
    const [most, setMost] = useState(FIRST_CARDS);
    useEffect(() => setMost(FIRST_CARDS), [concept, results]);
    const named = solve.outcomes.filter((each) => each.name);
    return (
        <Section
            id="outcomes"
            title="What would hold"
            lede={`${CONCEPTS[concept]?.name} (${CONCEPTS[concept]?.long}): ${CONCEPTS[concept]?.meaning}.`}
        >
            <ConceptPicker />
            <p>
                {plural(equilibria.count, "outcome")} of {counted(solve.states.feasible ?? 0)}{" "}
                {Number(equilibria.count) === 1 ? "holds" : "hold"}
                {solve.today && equilibria.reached_by_improvements !== undefined &&
                    `; ${counted(equilibria.reached_by_improvements)} can be reached from today by steps that each serve whoever takes them`}
                .
            </p>
            {named.length > 0 && (
                <table class="by-name">
                    <caption>By named outcome</caption>
                    <tbody>
                        {named.map((outcome) => (
                            <tr key={outcome.id}>
                                <th scope="row">{outcome.name}</th>
                                <td class="number">
                                    {counted(equilibria.by_outcome[outcome.id] ?? 0)}
                                </td>
                                <td class="quiet">of {counted(outcome.count)} possible</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            <ul class="cards">
                {rows.slice(0, most).map((row) => (
                    <OutcomeCard key={row.state} results={results} row={row} />
                ))}
            </ul>
            {rows.length > most && (
                <button type="button" onClick={() => setMost(most + 12)}>
                    Show {Math.min(12, rows.length - most)} more of {counted(rows.length)}
                </button>
            )}
            {asNumber(equilibria.count) > rows.length && most >= rows.length && (
                <p class="quiet">
                    The first {counted(rows.length)} are listed; the counts are of all{" "}
                    {counted(equilibria.count)}.
                </p>
            )}
        </Section>
    );
}

/* ---- sources ------------------------------------------------------------------------------- */

interface Passage {
    words: string;
    about: string;
}

/** What a statement is about, for somebody who does not read the language. */
function about(outline: Outline, statement: Statement): string {
    const owner = outline.players.find((player) => player.id === statement.player)?.name;
    const says = statement.label ?? statement.text ?? statement.id;
    if (statement.kind === "rank") return `the ranking of ${owner ?? ""}`;
    if (statement.kind === "status quo" || statement.kind === "now") return "how things stand";
    if (statement.kind === "claim" || statement.kind === "option") return says ?? "";
    const kinds: Record<string, string> = {
        redline: "red line", prefer: "preference", infeasible: "cannot be", require: "must be",
    };
    const kind = kinds[statement.kind] ?? statement.kind;
    return `${kind}${owner ? ` of ${owner}` : ""}${says ? `: ${says}` : ""}`;
}

function passages(outline: Outline, source: string): Passage[] {
    return outline.statements.flatMap((statement) =>
        statement.notes
            .filter((note) => note.source === source)
            .map((note) => ({
                words: note.words ?? "",
                about: about(outline, statement),
            })),
    );
}

export function Sources(props: { results: Results }) {
    const { outline } = props.results;
    const claims = outline.statements.filter((statement) => statement.kind === "claim");
    const assumed = outline.statements.filter(
        (statement) =>
            ["redline", "prefer", "rank"].includes(statement.kind) && !cites(outline, statement.notes),
    );
    return (
        <Section
            id="sources"
            title="Sources"
            lede="What the statements of the model rest on. A statement without a source is an assumption of the analyst."
        >
            {outline.sources.length === 0 && <p>The model names no source.</p>}
            <ul class="sources">
                {outline.sources.map((source) => (
                    <li key={source.id} class="card">
                        <h3>
                            {source.title} <cite>{source.id}</cite>
                        </h3>
                        <p class="quiet">
                            {[source.by, source.on, source.file, source.url]
                                .filter((each) => each !== null)
                                .join(" · ")}
                        </p>
                        <ul class="passages">
                            {passages(outline, source.id).map((passage, k) => (
                                <li key={k}>
                                    {passage.words && <q>{passage.words}</q>} {passage.about}
                                </li>
                            ))}
                        </ul>
                    </li>
                ))}
            </ul>
            {claims.length > 0 && (
                <details>
                    <summary>{plural(claims.length, "claim")} of the model</summary>
                    <ul class="passages">
                        {claims.map((claim) => (
                            <li key={claim.id}>
                                {claim.label}{" "}
                                {[...new Set(claim.notes.flatMap((note) => note.source ?? []))].map((id) => (
                                    <Cited key={id} outline={outline} source={id} />
                                ))}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
            {assumed.length > 0 && (
                <details>
                    <summary>{plural(assumed.length, "preference or red line", "preferences and red lines")} without a source</summary>
                    <ul class="passages">
                        {assumed.map((statement, k) => (
                            <li key={k}>
                                <span class="formula">{statement.text ?? statement.id}</span>{" "}
                                {props.results.solve.players.find((each) => each.id === statement.player)?.name}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </Section>
    );
}

/* ---- the table of the field ---------------------------------------------------------------- */

const FIRST_ROWS = 60;

export function FieldTable(props: { results: Results }) {
    const { results } = props;
    const { solve } = results;
    const [most, setMost] = useState(FIRST_ROWS);
    const rows = solve.table.slice(0, most);
    return (
        <Section
            id="table"
            title="The option table"
            lede="One column an option, one row an outcome, as the literature prints it. Ranks: 1 is best. Letters: the outcome is stable for that player under Nash (R), GMR (G), SMR (M), SEQ (Q), SSEQ (S)."
        >
            <details>
                <summary>
                    Show {solve.table_complete ? "all" : "the listed"} {counted(solve.table.length)}{" "}
                    outcomes
                </summary>
                <div class="scroll" tabIndex={0} role="region" aria-label="Table of outcomes">
                    <table class="field">
                        <thead>
                            <tr>
                                <th rowSpan={2} scope="col">No.</th>
                                {solve.players.map((player) =>
                                    player.options.length ? (
                                        <th key={player.id} colSpan={player.options.length} scope="colgroup">
                                            {player.name}
                                        </th>
                                    ) : null,
                                )}
                                {solve.players.map((player) => (
                                    <th key={player.id} rowSpan={2} scope="col" class="rank">
                                        Rank, stable: {player.name}
                                    </th>
                                ))}
                            </tr>
                            <tr>
                                {solve.options.map((option) => (
                                    <th key={`${option.player}.${option.id}`} scope="col" title={option.name}>
                                        {option.id}
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        <tbody>
                            {rows.map((row) => (
                                <tr key={row.state}>
                                    <th scope="row">{row.name ?? row.state}</th>
                                    {solve.options.map((option, k) => {
                                        const level = levelAt(row.pattern, k);
                                        return (
                                            <td key={k} class={level > 0 ? "on" : "out"}>
                                                {level < 0 ? "–" : isYesNo(option) ? (level ? "Y" : "N") : option.levels[level]}
                                            </td>
                                        );
                                    })}
                                    {solve.players.map((player) => (
                                        <td key={player.id} class="rank">
                                            {row.rank[player.id]}{" "}
                                            <span class="letters">
                                                {solve.concepts
                                                    .filter((concept) => row.stable[concept]?.includes(player.id))
                                                    .map((concept) => LETTERS[concept])
                                                    .join("")}
                                            </span>
                                        </td>
                                    ))}
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
                {solve.table.length > most && (
                    <button type="button" onClick={() => setMost(most + 200)}>
                        Show 200 more
                    </button>
                )}
            </details>
        </Section>
    );
}

const LETTERS: Record<Concept, string> = { nash: "R", gmr: "G", smr: "M", seq: "Q", sseq: "S" };
