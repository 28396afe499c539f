/* What a change of assumptions did, in sentences. */
import type { Results } from "./session";
import { asNumber, CONCEPTS, counted, lasting, listed, quoted, redLineName, spelled } from "./words";
import type { Concept } from "./results";

/** "With “No tolls” given up" */
export function changeWords(before: Results, after: Results): string {
    const lifted = after.assumptions.lift.filter((id) => !before.assumptions.lift.includes(id));
    const drawn = before.assumptions.lift.filter((id) => !after.assumptions.lift.includes(id));
    const parts: string[] = [];
    if (lifted.length)
        parts.push(`${listed(lifted.map((id) => quoted(redLineName(before.solve, id))))} given up`);
    if (drawn.length)
        parts.push(`${listed(drawn.map((id) => quoted(redLineName(before.solve, id))))} drawn again`);
    if (before.assumptions.text !== after.assumptions.text) parts.push("the model changed");
    return parts.length ? `With ${listed(parts)}` : "As in the original";
}

function difference(what: string, before: number, after: number): string {
    return before === after
        ? `${what}: ${counted(after)}, as before`
        : `${what}: ${counted(after)} instead of ${counted(before)}`;
}

export interface Comparison {
    head: string;
    /** The sentence that matters most. */
    main: string;
    rest: string[];
}

export function compare(before: Results, after: Results, concept: Concept): Comparison {
    const open = asNumber(after.redlines?.common_ground.count);
    const opened = asNumber(before.redlines?.common_ground.count);
    const last = lasting(after.redlines?.funnel ?? []);
    const main = !after.redlines
        ? ""
        : open === 0
          ? opened === 0
              ? "still no outcome respects the red lines that remain"
              : "no outcome respects everybody’s red lines any more"
          : `${spelled(open)} ${open === 1 ? "outcome is" : "outcomes are"} open${last && `; ${last}`}`;
    const held = (results: Results) => asNumber(results.solve.equilibria[concept].count);
    const today = ({ solve }: Results) =>
        solve.today ? solve.today.stable[concept]?.length === solve.players.length : null;
    const rest = [
        difference("Within all red lines", opened, open),
        difference(`hold (${CONCEPTS[concept]?.name})`, held(before), held(after)),
    ];
    const [was, is] = [today(before), today(after)];
    if (was !== null && is !== null && was !== is)
        rest.push(
            `today ${is ? "now holds" : "does not hold any more"} (${CONCEPTS[concept]?.name})`,
        );
    return { head: changeWords(before, after), main, rest };
}
