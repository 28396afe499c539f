/* How one gets from today to an outcome: the shortest way by moves that serve whoever makes them, or, where
 * there is none, the one with the fewest moves that do not. */
import type { Head, Paths, Way } from "../results";
import { counted, listed, moveTo, playerName, plural } from "../words";
import { OnRequest, useSession } from "./common";

function firstSentence(head: Head, found: Paths): string {
    const target = found.targets[0];
    if (!target) return "No moves lead there from today.";
    const { improving, legal, against, detour } = target;
    if (legal?.steps === 0) return "This is today’s state.";
    if (improving)
        return (
            `Moves that each serve whoever makes them lead there: ${plural(improving.steps, "move")}, ` +
            `${waysWords(improving)}.`
        );
    if (!legal || !detour || against === null) return "No moves lead there from today.";
    const who = (detour.first_against ?? []).map((id) => playerName(head, id));
    return (
        `Somebody must act against its immediate preference: at least ${plural(against, "such move")}` +
        `${who.length ? `, the first by ${listed(who, "or")}` : ""}.`
    );
}

function waysWords({ count, overflow }: Way): string {
    return count === 1 ? "the only shortest way" : `one of ${counted(count ?? 0)}${overflow ? " or more" : ""} shortest ways`;
}

function Steps(props: { head: Head; from: string | null; way: Way }) {
    const { head, way } = props;
    let before = props.from;
    return (
        <ol class="steps">
            {way.path.map((step, k) => {
                const words = moveTo(head, before, step.to);
                before = step.to.pattern;
                return (
                    <li key={k}>
                        <strong>{playerName(head, step.player)}</strong> {words}{" "}
                        {step.against && <span class="tag bad">against its immediate preference</span>}
                    </li>
                );
            })}
        </ol>
    );
}

export function Ways(props: { head: Head; state: number; what: string }) {
    const session = useSession();
    const { head } = props;
    return (
        <OnRequest
            ask="how does one get there?"
            hide="hide the way"
            waiting="Looking for ways"
            what={props.what}
            of={props.state}
            answer={() => session.ways(props.state)}
            show={(found) => {
                const way = found.targets[0]?.improving ?? found.targets[0]?.detour;
                return (
                    <>
                        <p>{firstSentence(head, found)}</p>
                        {way && way.path.length > 0 && (
                            <Steps head={head} from={found.from.pattern} way={way} />
                        )}
                    </>
                );
            }}
        />
    );
}
