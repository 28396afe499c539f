/* The language for the editor: colours and completion. The keywords are those of src/language/lex.h, by
 * their role; a test compares the two. */
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { StreamLanguage, type StreamParser, type StringStream } from "@codemirror/language";
import type { Outline } from "./results";

export const KEYWORDS = {
    RESERVED:
        "and at because cite exactly if iff implies least most no not of or yes",
    BODY:
        "claim coalesce conflict event infeasible let move outcome player require source state states status",
    PLAYER_LINE: "option prefer rank redline",
    EVENT_LINE: "add drop fix free now",
    INSIDE:
        "after before by deal down file first higher irreversible last levels lower on quo rigid url",
} as const;

export const ROLES = Object.fromEntries(
    Object.entries(KEYWORDS).flatMap(([role, words]) => words.split(" ").map((word) => [word, role])),
);

/** Words that start a line: `no` too, as in `no deal`. */
const STARTS = new Set(
    `${KEYWORDS.BODY} ${KEYWORDS.PLAYER_LINE} ${KEYWORDS.EVENT_LINE} no`.split(" "),
);
const INSIDE = new Set(KEYWORDS.INSIDE.split(" "));
const RESERVED = new Set(KEYWORDS.RESERVED.split(" "));

interface State {
    /** No word of the line has been read. */
    fresh: boolean;
    /** `add` opens the line: what follows may be a statement's first word. */
    adding: boolean;
}

function word(text: string, state: State): string | null {
    const fresh = state.fresh || state.adding;
    if (!state.adding) state.fresh = false;
    if (state.fresh === false && text === "add") state.adding = true;
    if (fresh && STARTS.has(text)) {
        if (text !== "add") state.adding = false;
        return "keyword";
    }
    if (RESERVED.has(text)) return text === "yes" || text === "no" ? "bool" : "operatorKeyword";
    return INSIDE.has(text) ? "modifier" : "variableName";
}

export const parser: StreamParser<State> = {
    name: "detente",
    startState: () => ({ fresh: true, adding: false }),
    token(stream: StringStream, state: State): string | null {
        if (stream.sol()) Object.assign(state, { fresh: true, adding: false });
        if (stream.eatSpace()) return null;
        if (stream.match(/^#.*/)) return "comment";
        if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
        if (stream.match(/^\d[\d-]*/)) return "number";
        if (stream.match(/^(?:<->|->|!=|<=|>=|[=<>])/)) return "operator";
        const found = stream.match(/^[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}]*/u);
        if (found && typeof found === "object") return word(found[0], state);
        stream.next();
        return "punctuation";
    },
    languageData: { commentTokens: { line: "#" } },
};

export const detente = StreamLanguage.define(parser);

/** Completes keywords and the names of the last model that was understood. */
export function completions(outline: () => Outline | undefined) {
    return (context: CompletionContext): CompletionResult | null => {
        const before = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
        if (!before && !context.explicit) return null;
        const known = outline();
        const names = known
            ? [
                  ...known.players.map((each) => ({ label: each.id, detail: each.name, type: "class" })),
                  ...known.options.map((each) => ({ label: each.id, detail: each.name, type: "variable" })),
                  ...[...new Set(known.options.flatMap((each) => each.levels))]
                      .filter((level) => level !== "yes" && level !== "no")
                      .map((level) => ({ label: level, detail: "level", type: "enum" })),
                  ...known.statements
                      .filter((each) => each.id && ["let", "outcome", "source", "claim", "redline", "prefer"].includes(each.kind))
                      .map((each) => ({ label: each.id ?? "", detail: each.label ?? each.kind, type: "constant" })),
              ]
            : [];
        const keywords = Object.keys(ROLES).map((label) => ({ label, type: "keyword" }));
        return {
            from: before ? before.from : context.pos,
            options: [...names, ...keywords],
            validFor: /^[\p{L}_][\p{L}\p{N}_]*$/u,
        };
    };
}
