/* Changes of a model's text that keep everything else as it was: comments, spacing, order. Places are
 * in bytes of UTF-8, as the engine counts. */
import type { Outline, Statement } from "./results";
import { isYesNo, levelAt } from "./words";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Change {
    at: [number, number];
    by: Uint8Array;
}

/** The changes must not overlap. */
function changed(bytes: Uint8Array, changes: Change[]): string {
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, by } of [...changes].sort((a, b) => a.at[0] - b.at[0])) {
        parts.push(bytes.subarray(from, at[0]), by);
        from = at[0] + at[1];
    }
    parts.push(bytes.subarray(from));
    return parts.map((part) => decoder.decode(part, { stream: false })).join("");
}

function bytesOf(bytes: Uint8Array, at: [number, number]): Uint8Array {
    return bytes.slice(at[0], at[0] + at[1]);
}

export function canReorder(statement: Statement | undefined): boolean {
    return statement?.kind === "prefer" && statement.event === 0;
}

/** Moves a player's preference to another place among those that may be moved. `from` and `to` count
 * the statements of `order` for which canReorder holds. */
export function reorderPreference(
    outline: Outline,
    player: string,
    from: number,
    to: number,
): string {
    const movable = (outline.orders[player] ?? [])
        .map((place) => outline.statements[place])
        .filter((statement): statement is Statement => canReorder(statement));
    if (from === to || !movable[from] || !movable[to]) return outline.text;
    const bytes = encoder.encode(outline.text);
    const order = movable.map((statement) => statement.at);
    const moved = [...order];
    moved.splice(to, 0, ...moved.splice(from, 1));
    return changed(
        bytes,
        order.map((at, k) => ({ at, by: bytesOf(bytes, moved[k] ?? at) })),
    );
}

/** "share, not sue, tolls = light" of a state; what is fixed is not named. */
export function assignments(outline: Outline, pattern: string, whole: boolean): string {
    const short = (id: string) => outline.options.filter((option) => option.id === id).length === 1;
    const words = outline.options.map((option, k) => {
        const level = levelAt(pattern, k);
        const name = short(option.id) ? option.id : `${option.player}.${option.id}`;
        if (level < 0 || option.fixed !== null) return "";
        if (isYesNo(option)) return level ? name : whole ? `not ${name}` : "";
        return level || whole ? `${name} = ${option.levels[level] ?? ""}` : "";
    });
    const said = words.filter((word) => word !== "");
    if (said.length) return said.join(", ");
    const first = outline.options.findIndex((option) => option.fixed === null);
    const option = outline.options[first];
    if (!option) return "";
    const name = short(option.id) ? option.id : `${option.player}.${option.id}`;
    return isYesNo(option) ? `not ${name}` : `${name} = ${option.levels[0] ?? ""}`;
}

/** The text with another status quo at a stage: of the body, or by a line at the end of the event. */
export function withStatusQuo(outline: Outline, pattern: string): string {
    const bytes = encoder.encode(outline.text);
    const stage = outline.stage.number;
    const { statements } = outline;
    if (stage === 0) {
        const by = encoder.encode(`status quo: ${assignments(outline, pattern, false)}`);
        const old = statements.find((statement) => statement.kind === "status quo");
        if (old) return changed(bytes, [{ at: old.at, by }]);
        const event = statements.find((statement) => statement.event > 0);
        const at = event ? event.at[0] : bytes.length;
        const text = decoder.decode(by);
        return changed(bytes, [
            { at: [at, 0], by: encoder.encode(event ? `${text}\n\n` : `\n${text}\n`) },
        ]);
    }
    const ours = statements.filter((statement) => statement.event === stage);
    const last = ours[ours.length - 1];
    if (!last) return outline.text;
    const end = last.at[0] + last.at[1];
    const words = `now ${assignments(outline, pattern, true)}`;
    /* It says all options, so it may stand for a line before it that says some. */
    if (last.kind === "now" && last.notes.length === 0 && !pattern.includes("-"))
        return changed(bytes, [{ at: last.at, by: encoder.encode(words) }]);
    const now = encoder.encode(`\n  ${words}`);
    return changed(bytes, [{ at: [lineEnd(bytes, end), 0], by: now }]);
}

/** A comment may stand behind the statement. */
function lineEnd(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    return at;
}
