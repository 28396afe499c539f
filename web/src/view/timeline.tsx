/* From event to event: how much common ground there was, and what held. */
import { useEffect, useState } from "preact/hooks";
import type { Stage } from "../results";
import type { Results } from "../session";
import { asNumber, CONCEPTS, counted } from "../words";
import { Notes, Section, useSession } from "./common";

interface Line {
    stage: number;
    ground: string;
    held: string;
    today: string;
}

function lineOf(results: Results, concept: keyof Results["solve"]["equilibria"]): Line {
    const { solve, redlines } = results;
    const movers = solve.today?.improvements.filter((each) => asNumber(each.count) > 0) ?? [];
    return {
        stage: results.outline.stage.number,
        ground: redlines ? counted(redlines.common_ground.count) : "–",
        held: counted(solve.equilibria[concept].count),
        today: !solve.today
            ? "–"
            : movers.length === 0
              ? "holds"
              : `would be left by ${movers
                    .map((each) => solve.players.find((player) => player.id === each.player)?.name ?? each.player)
                    .join(", ")}`,
    };
}

export function Timeline(props: { results: Results }) {
    const session = useSession();
    const { results } = props;
    const { stages } = results.outline;
    const [lines, setLines] = useState<Line[]>([]);
    const [asked, setAsked] = useState(false);
    const { concept } = session;
    useEffect(() => {
        setLines([lineOf(results, concept)]);
        if (stages.length < 2 || !(session.isSmall || asked)) return;
        let wanted = true;
        void (async () => {
            const found: Line[] = [];
            for await (const each of session.stages()) {
                if (!wanted) return;
                found.push(lineOf(each, concept));
                setLines([...found]);
            }
        })().catch(() => undefined);
        return () => {
            wanted = false;
        };
    }, [results, concept, asked]);
    if (stages.length < 2) return null;
    const unknown = session.isSmall || asked ? "…" : "–";
    const show = (stage: Stage) => session.change({ stage: String(stage.number) });
    return (
        <Section
            id="timeline"
            title="Timeline"
            lede="What each event did to the common ground, to what holds, and to today’s state."
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
                            const line = lines.find((each) => each.stage === stage.number);
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
                                    </th>
                                    <td class="number">{line?.ground ?? unknown}</td>
                                    <td class="number">{line?.held ?? unknown}</td>
                                    <td>{line?.today ?? ""}</td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
            {!session.isSmall && !asked && (
                <p>
                    <button type="button" onClick={() => setAsked(true)}>
                        Work out every stage
                    </button>{" "}
                    <span class="quiet">
                        This model is large: it takes minutes.{" "}
                        {session.knownPicture("timeline") !== undefined && (
                            <>
                                The picture “Over time” <a href="#pictures">above</a> has the counts.
                            </>
                        )}
                    </span>
                </p>
            )}
        </Section>
    );
}
