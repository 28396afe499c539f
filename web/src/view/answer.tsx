/* The first screen: can they agree, does today hold, which red lines are in the way. */
import { useState } from "preact/hooks";
import type { Concession, FunnelStep, RedLines } from "../results";
import type { Results } from "../session";
import {
    asNumber, capital, CONCEPTS, counted, lasting, listed, moveTo, playerName, plural, quoted, redLineName,
    spelled,
} from "../words";
import {
    Differences, Doings, holdsUnder, Notes, outcomeNames, stateTitle, useSession, Why,
} from "./common";

/* ---- can they agree? ----------------------------------------------------------------------- */

const STEPS: Record<FunnelStep["step"], [string, string]> = {
    feasible: ["possible", "Every combination of options that the model allows."],
    within: ["respect every red line", "Nobody's red line is crossed."],
    no_worse: [
        "are for nobody worse than no deal",
        "Compared with what follows if talks fail, no player loses.",
    ],
    efficient: [
        "waste nothing",
        "No other of these outcomes is as good for everybody and better for somebody (Pareto-efficient).",
    ],
    stable: ["hold", "Once there, no player can profitably leave alone (an equilibrium)."],
    improving: [
        "can be reached by steps that each serve whoever takes them",
        "From today, by a chain of moves, each an improvement for its mover.",
    ],
    legal: ["can be reached by any moves at all", "From today, whether or not each move pays."],
};

export function Funnel(props: { steps: FunnelStep[]; lines: boolean }) {
    const [open, setOpen] = useState(false);
    const steps = props.steps.filter(
        (step) => step.step !== "legal" && (props.lines || step.step !== "within"),
    );
    const most = Math.max(1, ...steps.map((step) => asNumber(step.count)));
    /* The widths are those of logarithms: the steps range over six orders of magnitude. */
    const width = (count: number) =>
        count <= 0 ? 0 : most <= 1 ? 100 : 6 + (94 * Math.log(1 + count)) / Math.log(1 + most);
    return (
        <div class="funnel">
            <ol>
                {steps.map((step) => (
                    <li key={step.step}>
                        <span
                            class="bar"
                            aria-hidden="true"
                            style={{ width: `${width(asNumber(step.count))}%` }}
                        />
                        <span class="count">{counted(step.count)}</span>
                        <span class="what">
                            {STEPS[step.step][0]}
                            {step.concept ? ` (${CONCEPTS[step.concept]?.name})` : ""}
                            {open && <small>{STEPS[step.step][1]}</small>}
                        </span>
                    </li>
                ))}
            </ol>
            <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? "hide what these mean" : "what do these mean?"}
            </button>
        </div>
    );
}

/** Where no outcome respects the red lines the funnel ends there. */
function withoutGround({ states }: RedLines): FunnelStep[] {
    const feasible = states.feasible ?? 0;
    return [
        { step: "feasible", count: feasible, alone: feasible, states: [] },
        { step: "within", count: 0, alone: 0, states: [] },
    ];
}

function withinSentence(redlines: RedLines): string {
    const within = redlines.common_ground.count;
    const all = redlines.states.feasible ?? 0;
    if (redlines.redlines.length === 0)
        return `Nobody has drawn a red line, so all ${counted(all)} outcomes are open.`;
    return `${capital(spelled(within))} of ${counted(all)} outcomes ${
        Number(within) === 1 ? "respects" : "respect"
    } everybody’s red lines.`;
}

function lastStep(steps: FunnelStep[], name: FunnelStep["step"]): FunnelStep | undefined {
    return steps.find((step) => step.step === name);
}

/** What becomes of the common ground, in a sentence. */
function fate(steps: FunnelStep[]): string {
    const noWorse = lastStep(steps, "no_worse");
    if (noWorse && asNumber(noWorse.count) === 0)
        return "Each of them is worse than no deal for somebody.";
    return capital(lasting(steps)) + (lastStep(steps, "stable") ? "." : "");
}

/** "Washington: “A” and “B”; Havana: “C”" */
function byOwner(redlines: RedLines, ids: string[]): string {
    const owners = [...new Set(ids.map((id) => id.split(".")[0] ?? ""))];
    return owners
        .map((owner) => {
            const own = ids.filter((id) => id.split(".")[0] === owner);
            return `${playerName(redlines, owner)}: ${listed(own.map((id) => quoted(redLineName(redlines, id))))}`;
        })
        .join("; ");
}

function Clashes(props: { redlines: RedLines }) {
    const { redlines } = props;
    const shown = redlines.clashes.slice(0, 12);
    return (
        <div class="clashes">
            <h4>What cannot hold together</h4>
            <ul>
                {shown.map((clash, k) => (
                    <li key={k}>
                        {clash.length === 1 ? "By itself: " : ""}
                        {byOwner(redlines, clash)}
                    </li>
                ))}
            </ul>
            {redlines.clash_count > shown.length && (
                <p class="quiet">and {plural(redlines.clash_count - shown.length, "more clash", "more clashes")}</p>
            )}
        </div>
    );
}

function stepCount(concession: Concession, name: FunnelStep["step"]): string {
    const step = concession.funnel && lastStep(concession.funnel, name);
    return step ? counted(step.count) : "–";
}

function Concessions(props: { redlines: RedLines }) {
    const session = useSession();
    const { redlines } = props;
    const [all, setAll] = useState(false);
    const shown = all ? redlines.concessions : redlines.concessions.slice(0, 4);
    const rest = redlines.concession_count - shown.length;
    return (
        <div>
            <h4>The least that somebody would have to give up</h4>
            <div class="scroll" tabIndex={0} role="region" aria-label="Concessions">
                <table class="concessions">
                    <thead>
                        <tr>
                            <th scope="col">If given up</th>
                            <th scope="col" class="number">opens</th>
                            <th scope="col" class="number">no worse than no deal</th>
                            <th scope="col" class="number">nothing wasted</th>
                            <th scope="col" class="number">holds</th>
                            <th scope="col"><span class="visually-hidden">try</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((concession) => (
                            <tr key={concession.lift.join()}>
                                <th scope="row">
                                    {byOwner(redlines, concession.lift)}
                                    {concession.rigid && (
                                        <small>contains a line that its owner says it cannot give up</small>
                                    )}
                                </th>
                                <td class="number" data-label="opens">{counted(concession.opens)}</td>
                                <td class="number" data-label="no worse than no deal">{stepCount(concession, "no_worse")}</td>
                                <td class="number" data-label="nothing wasted">{stepCount(concession, "efficient")}</td>
                                <td class="number" data-label="holds">{stepCount(concession, "stable")}</td>
                                <td>
                                    <button
                                        type="button"
                                        class="small"
                                        onClick={() =>
                                            session.change({
                                                lift: [...session.now.lift, ...concession.lift],
                                            })
                                        }
                                    >
                                        try
                                        <span class="visually-hidden"> giving these up</span>
                                    </button>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {rest > 0 && !all && (
                <button type="button" class="link" onClick={() => setAll(true)}>
                    show {rest} more
                </button>
            )}
        </div>
    );
}

export function CanTheyAgree(props: { results: Results }) {
    const { redlines } = props.results;
    if (!redlines)
        return (
            <article class="card agree">
                <h3>Can they agree?</h3>
                <p>{props.results.withoutRedLines ?? "This was not worked out."}</p>
            </article>
        );
    const open = asNumber(redlines.common_ground.count) > 0;
    return (
        <article class="card agree">
            <h3>Can they agree?</h3>
            {open ? (
                <>
                    <p class="answer">
                        {withinSentence(redlines)} {fate(redlines.funnel ?? [])}
                    </p>
                    {redlines.funnel && (
                        <Funnel steps={redlines.funnel} lines={redlines.redlines.length > 0} />
                    )}
                </>
            ) : (
                <>
                    <p class="answer">
                        No. No outcome respects everybody’s red lines
                        {redlines.concession_count
                            ? `; there ${
                                  redlines.concession_count === 1 ? "is one way" : `are ${spelled(redlines.concession_count)} ways`
                              } out, and each asks somebody to give up a red line.`
                            : "."}
                    </p>
                    {redlines.states.feasible !== null && (
                        <Funnel steps={withoutGround(redlines)} lines />
                    )}
                    <Clashes redlines={redlines} />
                    <Concessions redlines={redlines} />
                </>
            )}
        </article>
    );
}

/* ---- today, and what would hold ------------------------------------------------------------ */

export function Today(props: { results: Results }) {
    const { solve } = props.results;
    const { today } = solve;
    if (!today)
        return (
            <article class="card">
                <h3>Today</h3>
                <p>The model does not say how things stand today (no status quo).</p>
            </article>
        );
    const movers = today.improvements.filter((each) => asNumber(each.count) > 0);
    const held = holdsUnder(props.results, today);
    const title = movers.length === 0 ? "Today holds" : held ? "Today holds, in some sense" : "Today does not hold";
    return (
        <article class="card">
            <h3>{title}</h3>
            {today.pattern === null && <p>{stateTitle(today)}</p>}
            <Doings head={solve} pattern={today.pattern} />
            {movers.length === 0 ? (
                <p>Nobody would gain by moving alone.</p>
            ) : (
                <>
                    <p>
                        {held
                            ? `It holds ${held}: the others’ answers deter those who would gain by moving.`
                            : "Who would gain by moving:"}
                    </p>
                    <ul class="movers">
                        {movers.map((mover) => (
                            <li key={mover.player}>
                                <strong>{playerName(solve, mover.player)}</strong>{" "}
                                {mover.best[0] &&
                                    moveTo(solve, today.pattern, mover.best[0].to)}
                                {asNumber(mover.count) > 1 && (
                                    <span class="quiet">
                                        {" "}
                                        – the best of {counted(mover.count)} such moves
                                    </span>
                                )}
                            </li>
                        ))}
                    </ul>
                </>
            )}
            <Why state={today.state} what="does today hold or not" />
        </article>
    );
}

export function WouldHold(props: { results: Results }) {
    const session = useSession();
    const { solve } = props.results;
    const equilibria = solve.equilibria[session.concept];
    const first = equilibria.states
        .slice(0, solve.players.length > 4 ? 2 : 3)
        .flatMap((number) => solve.table.find((row) => row.state === number) ?? []);
    return (
        <article class="card">
            <h3>What would hold</h3>
            <p>
                {capital(spelled(solve.in_some))} of {counted(solve.states.feasible ?? 0)} outcomes{" "}
                {Number(solve.in_some) === 1 ? "holds" : "hold"} in some sense,{" "}
                {spelled(solve.in_every)} in every sense.
                {solve.today && first.length > 0 && " Compared with today:"}
            </p>
            <ul class="holders">
                {first.map((row) => (
                    <li key={row.state}>
                        <strong>{stateTitle(row)}</strong>{" "}
                        <span class="quiet">
                            {[outcomeNames(props.results, row), holdsUnder(props.results, row)]
                                .filter(Boolean)
                                .join(" – ")}
                        </span>
                        {solve.today ? (
                            <Differences head={solve} from={solve.today} to={row} />
                        ) : (
                            <Doings head={solve} pattern={row.pattern} />
                        )}
                        <Why state={row.state} what={`does ${stateTitle(row)} hold`} />
                    </li>
                ))}
            </ul>
            <p>
                <a href="#outcomes">
                    {asNumber(equilibria.count) > first.length
                        ? `all ${counted(equilibria.count)} that hold (${CONCEPTS[session.concept]?.name})`
                        : "more about them"}
                </a>
            </p>
        </article>
    );
}

/* ---- red lines ----------------------------------------------------------------------------- */

export function RedLineSwitches(props: { results: Results }) {
    const session = useSession();
    const { outline, solve } = props.results;
    return (
        <article class="card redlines">
            <h3>Red lines: switch one off and see what changes</h3>
            {solve.redlines.length === 0 && <p>Nobody has drawn one.</p>}
            <ul class="switches">
                {solve.redlines.map((line) => {
                    const statement = outline.statements.find(
                        (each) =>
                            each.kind === "redline" && `${each.player}.${each.id}` === line.id,
                    );
                    const on = !session.now.lift.includes(line.id);
                    return (
                        <li key={line.id} class={on ? "" : "off"}>
                            <button
                                type="button"
                                role="switch"
                                aria-checked={on}
                                aria-label={`${line.name} (${playerName(solve, line.player)})`}
                                class="switch"
                                onClick={() => session.toggleLift(line.id)}
                            />
                            <div>
                                <p>
                                    <strong>{playerName(solve, line.player)}</strong> {line.name}
                                    {line.rigid && (
                                        <span class="tag">says that it cannot give this up</span>
                                    )}
                                </p>
                                <p class="formula">{line.text}</p>
                                {statement && (
                                    <Notes outline={outline} notes={statement.notes} />
                                )}
                            </div>
                        </li>
                    );
                })}
            </ul>
            {solve.redlines.length > 0 && (
                <p class="quiet">
                    A red line that is switched off no longer shuts outcomes out. Its owner would
                    still rather not cross it, all else equal.
                </p>
            )}
        </article>
    );
}
