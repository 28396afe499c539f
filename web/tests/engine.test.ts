/* The engine of the page beside the command: the same bytes, on the published conflicts and on random
 * ones. DETENTE names the command, DETENTE_MODELS a folder with models. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { Engine, optionWords, type Command, type Options } from "../src/engine/engine";

const root = resolve(import.meta.dirname, "../..");
const command = process.env["DETENTE"] ?? join(root, "build/detente");
const wasm = process.env["DETENTE_WASM"] ?? join(root, "build/wasm/engine.wasm");
const load = () => Engine.load(new WebAssembly.Module(readFileSync(wasm)));

function modelsBelow(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".detente"))
        .sort()
        .map((name) => join(folder, name));
}

const published = modelsBelow(join(root, "models/published"));
const random = process.env["DETENTE_MODELS"] ? modelsBelow(process.env["DETENTE_MODELS"]) : [];

/** What the command prints, and its first words on standard error if it fails. */
function commandSays(words: string[]): { text: string; failed: string } {
    try {
        const text = execFileSync(command, [...words, "--no-progress"], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            maxBuffer: 1 << 28,
        });
        return { text, failed: "" };
    } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        return { text: stdout, failed: stderr };
    }
}

function flags(options: Options): string[] {
    return Object.entries(options).flatMap(([key, value]) =>
        (Array.isArray(value) ? value : [String(value)]).flatMap((each) => [`--${key}`, each]),
    );
}

interface Question {
    command: Command;
    options: Options;
}

const QUESTIONS: Question[] = [
    ...["json", "csv", "latex", "markdown", "text"].map((format) => ({
        command: "solve" as const,
        options: { format },
    })),
    { command: "solve", options: { format: "json", stage: "0", limit: 5 } },
    { command: "solve", options: { format: "json", concept: ["seq", "nash"] } },
    { command: "solve", options: { format: "json", responses: "single" } },
    { command: "solve", options: { format: "json", backend: "listed" } },
    { command: "states", options: { format: "json" } },
    { command: "redlines", options: { format: "json" } },
    { command: "redlines", options: { format: "text", concept: "gmr" } },
    { command: "explain", options: { format: "json", state: "#1" } },
    { command: "explain", options: { format: "text", state: "#1", concept: ["smr", "sseq"] } },
    { command: "check", options: { format: "json" } },
    { command: "timeline", options: { format: "json", limit: 3 } },
    { command: "paths", options: { format: "json", to: "#2" } },
    { command: "paths", options: { format: "text", from: "#2" } },
    ...["graph", "redlines", "funnel", "timeline"].map((picture) => ({
        command: "draw" as const,
        options: { format: "svg", picture },
    })),
    { command: "draw", options: { format: "dot" } },
];

function compareAll(engine: Engine, file: string): number {
    const text = readFileSync(file, "utf8");
    let answered = 0;
    for (const { command: name, options } of QUESTIONS) {
        const wanted = commandSays([name, file, ...flags(options)]);
        const found = engine.run(name, text, { ...options, file });
        const what = `${name} ${file} ${flags(options).join(" ")}`;
        if (found.ok) {
            expect(found.text, what).toBe(wanted.text);
            answered++;
        } else expect(wanted.failed.replaceAll("\n", " "), what).toContain(found.message);
    }
    return answered;
}

describe("the engine says what the command says", () => {
    test.each(published)("%s", async (file) => {
        expect(compareAll(await load(), file)).toBeGreaterThan(0);
    }, 120_000);

    test("on random conflicts", async () => {
        const engine = await load();
        let answered = 0;
        for (const file of random) answered += compareAll(engine, file);
        if (process.env["DETENTE_MODELS"]) expect(answered).toBeGreaterThan(300);
    }, 600_000);

    test("on the canonical form", async () => {
        const engine = await load();
        for (const file of published) {
            const text = readFileSync(file, "utf8").replace(/^ +/gm, "\t");
            const found = engine.run("format", text);
            const wanted = execFileSync(command, ["fmt", "-"], { encoding: "utf8", input: text });
            expect(found.ok && found.text).toBe(wanted);
        }
    });
});

describe("what goes wrong is said", () => {
    const small = 'player a "A"\n  option x\n  prefer x\nstatus quo: not x\n';

    test("errors of the model have a place", async () => {
        const answer = (await load()).run("solve", 'player a\n  prefer y\n');
        expect(answer).toMatchObject({ ok: false, code: 1, line: 2, column: 10 });
    });

    test("errors of the options", async () => {
        const engine = await load();
        expect(engine.run("solve", small, { colour: "red" })).toMatchObject({ ok: false, code: 2 });
        expect(engine.run("dance" as Command, small)).toMatchObject({ ok: false, code: 2 });
        expect(engine.run("solve", small, { stage: "7" })).toMatchObject({ ok: false, code: 2 });
        expect(engine.run("solve", small, { lift: ["a.b"] })).toMatchObject({ ok: false, code: 2 });
        expect(engine.run("solve", small, { concept: "best" })).toMatchObject({ ok: false, code: 2 });
    });

    test("too many states are refused before memory is taken", async () => {
        const engine = await load();
        for (const bits of [33, 40, 64]) {
            let text = "";
            for (let p = 0; p < 4; p++) {
                text += `player p${p}\n`;
                for (let k = 0; k < bits / 4; k++) text += `  option o${k}_${p}\n`;
                text += `  redline r: not o0_${p}\n  prefer o1_${p}\n`;
            }
            for (const name of ["solve", "states", "redlines"] as const)
                expect(engine.run(name, text, { format: "json" })).toMatchObject({ ok: false, code: 3 });
            expect(engine.run("outline", text, { format: "json" }).ok).toBe(true);
        }
        expect(engine.run("solve", small, { format: "json" }).ok).toBe(true);
    });

    test("what was kept is not mixed up", async () => {
        const engine = await load();
        const other = small.replace("prefer x", "prefer not x");
        const json = { format: "json", file: "f" };
        const fresh = async (text: string, options: Options) => (await load()).run("solve", text, options);
        for (const [text, options] of [
            [small, json],
            [other, json],
            [small, { ...json, concept: "seq" }],
            [small, json],
            [small, { ...json, responses: "once" }],
        ] as [string, Options][])
            expect(engine.run("solve", text, options)).toEqual(await fresh(text, options));
    });

    test("a text with NUL, and none", async () => {
        const engine = await load();
        expect(engine.run("solve", "player a\0\n").ok).toBe(false);
        expect(engine.run("solve", "").ok).toBe(false);
    });
});

test("options are words with their ends", () => {
    expect(optionWords({ a: "x", b: undefined, c: ["1", "2"], d: true, e: false, f: "a\0b" })).toBe(
        "a\0x\0c\u00001\0c\u00002\0d\0yes\0f\0ab\0",
    );
});
