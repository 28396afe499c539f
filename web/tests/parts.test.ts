/* Parts of the page that need no browser. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { StringStream, type StreamParser } from "@codemirror/language";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/compare";
import { assignments, reorderPreference, withStatusQuo } from "../src/edit";
import { Engine } from "../src/engine/engine";
import { KEYWORDS, parser, ROLES } from "../src/language";
import { linkFor, readLink } from "../src/link";
import { reasonLines } from "../src/reasons";
import type { Outline, RedLines, Solve } from "../src/results";
import { citing, counted, levelAt, listed, moveWords, stateWords } from "../src/words";

const root = resolve(import.meta.dirname, "../..");
let engine: Engine;
beforeAll(async () => {
    engine = await Engine.load(new WebAssembly.Module(readFileSync(join(root, "build/wasm/engine.wasm"))));
});

function outlineOf(text: string, options = {}): Outline {
    const answer = engine.run("outline", text, { format: "json", ...options });
    if (!answer.ok) throw new Error(answer.message);
    return JSON.parse(answer.text) as Outline;
}

function solveOf(text: string, options = {}): Solve {
    const answer = engine.run("solve", text, { format: "json", ...options });
    if (!answer.ok) throw new Error(answer.message);
    return JSON.parse(answer.text) as Solve;
}

const WELL = `# Zwei Städte
conflict "Two towns and a well"
source minutes "Council minutes" by "Town clerk" on 2025-03-01
claim dry "It runs dry" cite minutes "two summers"

player upstream "Upper töwn" because "it is so"
  option drill "Drill a second well" irreversible
  option share "Share the meter readings"
  redline no_tolls "No tolls at the well": not tolls cite minutes "we will not pay"
  prefer quiet: not sue   # a comment stays
  prefer share if not tolls
  prefer drill because dry

player downstream "Lower town"
  option tolls "Levy tolls" levels none, light, heavy
  option sue "Go to court"
  prefer higher tolls
  prefer share

status quo: tolls = light # today

event 2025-04-02 "The drought order"
  fix not drill
  add upstream first prefer not share
event 2025-05-01 "Tolls rise"
  now tolls = heavy # at last
`;

describe("the outline", () => {
    test("has every statement with its place", () => {
        const outline = outlineOf(WELL);
        const bytes = Buffer.from(WELL);
        expect(outline.text).toBe(WELL);
        for (const { at, kind } of outline.statements) {
            const text = bytes.subarray(at[0], at[0] + at[1]).toString();
            const added = text.startsWith("add ") || text.startsWith("prefer");
            expect(kind === "prefer" ? added : text.startsWith(kind) || text.startsWith("add"), text).toBe(true);
        }
        expect(outline.stages.map((stage) => stage.label)).toEqual([null, "The drought order", "Tolls rise"]);
        expect(outline.sources).toMatchObject([{ id: "minutes", by: "Town clerk", on: "2025-03-01", url: null }]);
        const line = outline.statements.find((each) => each.kind === "redline");
        expect(line).toMatchObject({
            player: "upstream", id: "no_tolls", label: "No tolls at the well", text: "not tolls", event: 0,
            notes: [{ source: "minutes", claim: null, words: "we will not pay" }],
        });
    });

    test("knows the order of each stage", () => {
        const words = (outline: Outline, player: string) =>
            outline.orders[player]?.map((place) => outline.statements[place]?.text);
        expect(words(outlineOf(WELL, { stage: "0" }), "upstream")).toEqual([
            "not tolls", "not sue", "share if not tolls", "drill",
        ]);
        expect(words(outlineOf(WELL), "upstream")?.slice(0, 2)).toEqual(["not tolls", "not share"]);
        expect(words(outlineOf(WELL, { lift: ["upstream.no_tolls"] }), "upstream")?.at(-1)).toBe("not tolls");
        expect(words(outlineOf(WELL), "downstream")).toEqual(["higher tolls", "share"]);
    });

    test("of every model that comes with the program", () => {
        for (const file of ["models/havana-washington-2026.detente", "models/published/kinsara-2014/elmira.detente"]) {
            const text = readFileSync(join(root, file), "utf8");
            expect(outlineOf(text).text).toBe(text);
        }
    });
});

describe("edits", () => {
    test("move a preference and nothing else", () => {
        const outline = outlineOf(WELL);
        const text = reorderPreference(outline, "upstream", 2, 0);
        const lines = text.split("\n").filter((line) => line.startsWith("  prefer"));
        expect(lines.slice(0, 3)).toEqual([
            "  prefer drill because dry   # a comment stays",
            "  prefer quiet: not sue",
            "  prefer share if not tolls",
        ]);
        expect(reorderPreference(outlineOf(text), "upstream", 0, 2)).toBe(WELL);
        expect(reorderPreference(outline, "upstream", 0, 9)).toBe(WELL);
    });

    test("change the status quo of the body", () => {
        const outline = outlineOf(WELL, { stage: "0" });
        const text = withStatusQuo(outline, "NY2N");
        expect(text).toContain("status quo: share, tolls = heavy # today");
        expect(solveOf(text, { stage: "0" }).status_quo?.pattern).toBe("NY2N");
        const none = WELL.replace(/^status quo.*\n/m, "").replace(/^ {2}now.*\n/m, "");
        const added = withStatusQuo(outlineOf(none, { stage: "0" }), "NN0N");
        expect(solveOf(added, { stage: "0" }).status_quo?.pattern).toBe("NN0N");
    });

    test("change the status quo after an event", () => {
        for (const stage of ["1", "2"]) {
            const outline = outlineOf(WELL, { stage });
            expect(solveOf(withStatusQuo(outline, "NY1Y"), { stage }).status_quo?.pattern).toBe("NY1Y");
            const once = withStatusQuo(outline, "NY1Y");
            expect(once).toContain("now share, tolls = light, sue");
            const twice = withStatusQuo(outlineOf(once, { stage }), "NN0Y");
            expect(twice).not.toContain("now share, tolls = light, sue");
            expect(solveOf(twice, { stage }).status_quo?.pattern).toBe("NN0Y");
        }
    });

    test("name what is ambiguous by its player", () => {
        const outline = outlineOf("player a\n  option x\nplayer b\n  option x\nstatus quo: a.x\n");
        expect(assignments(outline, "NY", true)).toBe("not a.x, b.x");
        expect(assignments(outline, "NN", false)).toBe("not a.x");
    });
});

describe("words", () => {
    test("states and moves", () => {
        const solve = solveOf(WELL);
        expect(stateWords(solve, "NY2N").map((each) => each.does)).toEqual([
            ["Share the meter readings"], ["Levy tolls: heavy"],
        ]);
        expect(moveWords(solve, "NY2N", "NN0Y")).toBe(
            "stop: Share the meter readings; Levy tolls: none instead of heavy; start: Go to court",
        );
        expect([levelAt("N-2", 0), levelAt("N-2", 1), levelAt("N-2", 2), levelAt("", 0)]).toEqual([0, -1, 2, -1]);
    });
    test("numbers and lists", () => {
        expect(counted("18446744073709551616")).toBe("18,446,744,073,709,551,616");
        expect([listed([]), listed(["a"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
    });
    test("statements that cite", () => {
        const outline = outlineOf(WELL);
        expect(citing(outline.statements, (each) => each.notes.length > 0).cited).toBe(2);
    });
    test("reasons keep the words and the order", () => {
        const answer = engine.run("explain", WELL, { state: "#1", width: 400 });
        const lines = reasonLines(answer.ok ? answer.text : "");
        expect(lines[0]).toMatchObject({ kind: "verdict", indent: 0 });
        expect(lines.some((line) => line.kind === "move")).toBe(true);
        expect(lines.every((line) => !line.text.includes("check this"))).toBe(true);
    });
    test("a comparison", () => {
        const results = (lift: string[]) => ({
            assumptions: { text: WELL, stage: "", lift },
            outline: outlineOf(WELL, { lift }),
            solve: solveOf(WELL, { lift }),
            redlines: JSON.parse(
                (engine.run("redlines", WELL, { format: "json", lift }) as { text: string }).text,
            ) as RedLines,
        });
        const found = compare(results([]), results(["upstream.no_tolls"]), "seq");
        expect(found.head).toBe("With “No tolls at the well” given up");
        expect(found.main).toMatch(/outcomes? (is|are) open/);
    });
});

describe("the language", () => {
    const header = readFileSync(join(root, "src/language/lex.h"), "utf8");
    const table = [...header.matchAll(/^ {4}X\(\w+, "(\w+)", (\w+)\)/gm)].map(([, word, role]) => [word, role]);

    test("has the keywords of the parser, in their roles", () => {
        expect(table.length).toBeGreaterThan(50);
        expect(Object.entries(ROLES).sort()).toEqual(table.sort());
        for (const words of Object.values(KEYWORDS)) expect(words).toBe(words.split(" ").sort().join(" "));
    });

    const styles = (line: string) => {
        const p = parser as Required<StreamParser<unknown>>;
        const state = p.startState(4);
        const stream = new StringStream(line, 4, 4);
        const found: [string, string | null][] = [];
        while (!stream.eol()) {
            stream.start = stream.pos;
            const style = p.token(stream, state);
            if (stream.current().trim()) found.push([stream.current(), style]);
        }
        return found;
    };

    test("colours words by where they stand", () => {
        expect(styles('  redline state "a # b" rigid: not player # end')).toEqual([
            ["redline", "keyword"], ["state", "variableName"], ['"a # b"', "string"], ["rigid", "modifier"],
            [":", "punctuation"], ["not", "operatorKeyword"], ["player", "variableName"], ["# end", "comment"],
        ]);
        expect(styles("  add us first prefer migración >= heavy")).toEqual([
            ["add", "keyword"], ["us", "variableName"], ["first", "modifier"], ["prefer", "keyword"],
            ["migración", "variableName"], [">=", "operator"], ["heavy", "variableName"],
        ]);
        expect(styles("no deal: yes")[0]).toEqual(["no", "keyword"]);
    });
});

describe("links", () => {
    test("survive the way there and back", async () => {
        for (const state of [
            { file: "a.detente", text: "player a “ü” \n", stage: "2", lift: ["a.b"] },
            { stage: "", lift: [] }, /* the last stage and no red line given up may be a change, too */
        ])
            expect(await readLink((await linkFor(state)) ?? "")).toEqual(state);
        expect(await linkFor({ lift: undefined, text: undefined })).toBe("");
        const noise = Array.from({ length: 60_000 }, (_, k) => (k * 7919) ** 2 % 99_991).join();
        expect(await linkFor({ text: noise })).toBe(null);
        expect((await linkFor({ text: "option x\n".repeat(20_000) }))?.length).toBeLessThan(5000);
    });
    test("of strangers are read with care", async () => {
        const packed = (text: string) =>
            `#w=${deflateRawSync(text).toString("base64url")}`;
        for (const hash of ["", "#answer", "#w=%%", "#w=AAAA", packed("[1]"), packed("null"), packed("{")])
            expect((await readLink(hash))?.text).toBeUndefined();
        expect(await readLink(packed('{"lift":[1],"text":{},"stage":3}'))).toEqual({});
    });
});
