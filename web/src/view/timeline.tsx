/* From event to event: how much common ground there was, and what held. */
import { useEffect, useState } from "preact/hooks";
import { Cancelled } from "../engine/client";
import type { Change, Concept, Stage, TimelineStage } from "../results";
import type { Results } from "../session";
import { asNumber, CONCEPTS, counted, listed, messageOf } from "../words";
import { Notes, Section, useSession } from "./common";

function todayWords({ solve }: TimelineStage): string {
    if (!solve.today) return "–";
    const movers = solve.today.improvements.filter((each) => asNumber(each.count) > 0);
    const names = movers.map(
        (each) => solve.players.find((player) => player.id === each.player)?.name ?? each.player,
    );
    return names.length ? `would be left by ${listed(names)}` : "nobody gains by leaving it";
}

/** "1 began to hold, 3 ceased to" */
function changeWords(change: Change, concept: Concept): string {
    if (!change.known) return "counted with the next line";
    const gained = asNumber(change.gained[concept]);
    const lost = asNumber(change.lost[concept]);
    if (!gained && !lost) return "what holds is the same";
    const parts = [
        ...(gained ? [`${counted(gained)} began to hold`] : []),
        ...(lost ? [`${counted(lost)} ceased to`] : []),
    ];
    return parts.join(", ");
}

function Changes(props: { changes: Change[]; concept: Concept }) {
    if (props.changes.length === 0) return null;
    return (
        <ul class="changes" aria-label="What each line of the event changed">
            {props.changes.map((change) => (
                <li key={change.line}>
                    <span class="formula">{change.text}</span>: {changeWords(change, props.concept)}
                </li>
            ))}
        </ul>
    );
}

/** The stages' results, undefined while they are not known; looked for anew when `wanted` is another. */
function useTimeline(wanted: unknown): [TimelineStage[] | undefined, string, boolean] {
    const session = useSession();
    const known = session.knownTimeline();
    const [failed, setFailed] = useState("");
    const [stopped, setStopped] = useState(false);
    useEffect(() => {
        setFailed("");
        setStopped(false);
        if (!wanted || known) return;
        session
            .timeline()
            .then(() => session.tell())
            .catch((error: unknown) => {
                if (error instanceof Cancelled) setStopped(true);
                else setFailed(messageOf(error));
            });
    }, [wanted, known]);
    return [known?.stages, failed, stopped];
}

export function Timeline(props: { results: Results }) {
    const session = useSession();
    const { results } = props;
    const { stages } = results.outline;
    const [asked, setAsked] = useState<{ of: Results } | null>(null);
    const { concept } = session;
    const wanted = asked?.of === results ? asked : session.isSmall ? results : null;
    const [found, failed, stopped] = useTimeline(stages.length > 1 && wanted);
    if (stages.length < 2) return null;
    const unknown = wanted && !failed && !stopped ? "…" : "–";
    const show = (stage: Stage) => session.showStage(stage.number);
    return (
        <Section
            id="timeline"
            title="Timeline"
            lede="What each event did to the common ground, to what holds, and to that day’s state; below it, what each of its lines changed."
        >
            <div class="scroll" tabIndex={0} role="region" aria-label="Table of events">
                <table class="stages">
                    <thead>
                        <tr>
                            <th scope="col">When</th>
                            <th scope="col">What happened</th>
                            <th scope="col" class="number">within all red lines</th>
                            <th scope="col" class="number">hold ({CONCEPTS[concept]?.name})</th>
                            <th scope="col">that day’s state</th>
                        </tr>
                    </thead>
                    <tbody>
                        {stages.map((stage) => {
                            const line = found?.find((each) => each.stage === stage.number);
                            const shown = stage.number === results.outline.stage.number;
                            return (
                                <tr key={stage.number} class={shown ? "shown" : ""}>
                                    <td class="when">{stage.date ?? ""}</td>
                                    <th scope="row">
                                        {stage.label ?? (stage.number === 0 ? "Before the first event" : "An event")}{" "}
                                        <Notes outline={results.outline} notes={stage.notes} />
                                        {shown ? (
                                            <span class="tag">shown on this page</span>
                                        ) : (
                                            <button type="button" class="link" onClick={() => show(stage)}>
                                                show this stage
                                                <span class="visually-hidden"> {stage.label}</span>
                                            </button>
                                        )}
                                        {line && <Changes changes={line.changes} concept={concept} />}
                                    </th>
                                    <td class="number">
                                        {line ? counted(line.redlines.common_ground.count) : unknown}
                                    </td>
                                    <td class="number">
                                        {line ? counted(line.solve.equilibria[concept].count) : unknown}
                                    </td>
                                    <td>{line && todayWords(line)}</td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
            {failed && <p>{failed}</p>}
            {!found && !failed && (!wanted || stopped) && (
                <p>
                    <button type="button" onClick={() => setAsked({ of: results })}>
                        Work out every stage
                    </button>{" "}
                    {!session.isSmall && (
                        <span class="quiet">This model is large: it takes minutes.</span>
                    )}
                </p>
            )}
        </Section>
    );
}
