/* What the tests of the page in a browser share. DETENTE names the command. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
export const command = process.env.DETENTE ?? join(root, "build/detente");
/** Where what a person should look at is left. */
export const pictures = join(root, "build/web");
export const folder = mkdtempSync(join(tmpdir(), "detente-page-"));
mkdirSync(pictures, { recursive: true });
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

export const WELL = readFileSync(join(import.meta.dirname, "well.detente"), "utf8");

let checks = 0;
export const is = (found, wanted, what) => (checks++, assert.deepEqual(found, wanted, what));
export const has = (text, part, what) => {
    checks++;
    assert.ok(text.includes(part), `${what ?? ""}: expected "${part}" in: ${text.slice(0, 400)}`);
};
export const checked = () => checks;

/** The report of a model's text, as a file. */
export function report(name, text) {
    const model = join(folder, `${name}.detente`);
    const page = join(folder, `${name}.html`);
    writeFileSync(model, text);
    execFileSync(command, ["report", model, "-o", page, "--no-progress"], { stdio: ["ignore", "pipe", "pipe"] });
    return page;
}

/** A model of 2^bits states. */
export function cube(bits) {
    let model = 'conflict "A cube"\n';
    for (let p = 0; p < 4; p++) {
        model += `player p${p} "Player ${p}"\n`;
        for (let k = 0; k < bits / 4; k++) model += `  option o${p}_${k}\n`;
        model += `  redline r${p} "Line ${p}": not o${p}_0 or o${(p + 1) % 4}_1\n`;
        for (let k = 0; k < bits / 4; k++)
            model += `  prefer o${(p + 1) % 4}_${k} iff o${p}_${(k + 1) % (bits / 4)}\n`;
    }
    return `${model}status quo: o0_0\n`;
}

/** In the page: how long a click on the first red line takes to change the answer, in milliseconds.
 * Clicked there, as the driver's own click takes longer. */
export function timeOfAChange() {
    return new Promise((resolve) => {
        const answer = document.querySelector(".agree");
        const seen = answer.textContent;
        const turned = performance.now();
        new MutationObserver((_, watch) => {
            if (document.querySelector(".agree").textContent === seen) return;
            watch.disconnect();
            resolve(Math.round(performance.now() - turned));
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
        document.querySelector('[role="switch"]').click();
    });
}
