/* Drives the real page in Chromium, from disk, as a reader does. Leaves screenshots in build/web/.
 * CHROMIUM names a browser other than /usr/bin/chromium. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { checked, command, cube, folder, has, is, pictures, report, root, timeOfAChange, WELL } from "./help.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
});

/** Opens a page from disk; whatever it says on the console or asks of the network fails the test. */
async function open(file, options = {}) {
    const context = await browser.newContext({
        viewport: { width: 1400, height: 900 },
        acceptDownloads: true,
        ...options,
    });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
        if (!/^(file|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
    });
    page.complaints = complaints;
    await page.goto(pathToFileURL(file).href.replace(/%23/g, "#"));
    await page.waitForSelector("h1");
    return page;
}

async function close(page) {
    is(page.complaints, [], "the page is silent");
    await page.context().close();
}

const text = (page, selector) => page.locator(selector).first().innerText();
const settled = async (page) => {
    await page.waitForTimeout(60);
    await page.waitForSelector('main[aria-busy="false"]');
    await page.waitForTimeout(100);
};

async function saved(page, item) {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: item }).click(),
    ]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
}

async function reviewed(page, what) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Runtime.evaluate", { expression: readFileSync(axe, "utf8") });
    const { result } = await cdp.send("Runtime.evaluate", {
        expression: `axe.run(document).then(found => JSON.stringify(found.violations.map(v =>
            [v.id, v.impact, v.nodes.map(n => n.target.join(" ")).slice(0, 4), v.nodes[0].failureSummary])))`,
        awaitPromise: true,
    });
    const serious = JSON.parse(result.value).filter(([, impact]) => impact !== "minor");
    is(serious, [], `axe-core on ${what}`);
    page.complaints.length = 0; /* of the script element that the policy refused */
}

/* ---- reading ------------------------------------------------------------------------------- */

async function reading() {
    const file = report("well", WELL);
    is(statSync(file).size < 2_000_000, true, "under 2 MB");
    const page = await open(file);
    has(await text(page, "h1"), "Two towns and a well");
    has(await text(page, ".reading"), "One reading.");
    has(await text(page, ".agree"), "No. No outcome respects everybody’s red lines");
    has(await text(page, ".agree"), "Upper town: “No tolls at the well”");
    has(await text(page, ".agree .funnel"), "10\npossible", "the funnel, which ends at the red lines");
    has(await text(page, "#players"), "Levy tolls");
    has(await text(page, "#sources"), "we will not pay");
    has(await text(page, "#timeline"), "The drought order");
    has(await text(page, ".changes"), "fix not drill: 1 began to hold, 3 ceased to");
    const ways = page.getByRole("button", { name: "how does one get there?" });
    while (await ways.count()) await ways.first().click();
    await page.waitForSelector(".steps");
    has(await text(page, "#outcomes"), "Moves that each serve whoever makes them lead there: 3 moves, the only shortest way.");
    has(await text(page, ".steps"), "Lower town Levy tolls: none instead of light; start: Go to court");
    await page.getByRole("button", { name: "why? does today hold" }).click();
    await page.waitForSelector(".reasons .verdict");
    has(await text(page, ".reasons"), "Upper town");
    is(await page.locator(".reasons .verdict").count(), 2, "a verdict for each player");
    await page.locator("#table summary").click();
    is(await page.locator("#table tbody tr").count() > 5, true, "the option table");
    await reviewed(page, "the report");
    await close(page);
}

/* ---- work ---------------------------------------------------------------------------------- */

async function working() {
    const page = await open(report("work", WELL));
    await page.getByRole("switch", { name: "The town needs the tolls" }).click();
    await settled(page);
    has(await text(page, ".bar-foot"), "With “The town needs the tolls” given up");
    has(await text(page, ".agree"), "outcomes respect everybody’s red lines");
    const link = await page.evaluate(() => location.hash);
    is(link.startsWith("#w="), true, "the state is in the link");
    await page.reload();
    await settled(page);
    has(await text(page, ".bar-foot"), "With “The town needs the tolls” given up");

    /* A new report carries what was changed. */
    const again = await open(await saved(page, "This page as a new report"));
    has(await text(again, ".agree"), "outcomes respect everybody’s red lines");
    is(await again.getByRole("switch", { name: "The town needs the tolls" }).getAttribute("aria-checked"), "false");
    await close(again);

    await page.getByRole("button", { name: "Back to the original" }).click();
    await settled(page);
    has(await text(page, ".agree"), "No. No outcome");
    is(await page.locator(".bar-foot").count(), 0, "nothing is changed");

    /* Preferences, by key. */
    const order = page.locator('[data-order="upstream"] .said');
    const before = await order.allInnerTexts();
    await page.locator('[data-order="upstream"] [data-movable]').first().focus();
    await page.keyboard.press("Alt+ArrowDown");
    await settled(page);
    const after = await order.allInnerTexts();
    is(after, [before[0], before[2], before[1], ...before.slice(3)], "one preference moved");
    has(await text(page, ".bar-foot"), "the model changed");
    /* And by dragging it back. */
    const items = page.locator('[data-order="upstream"] [data-movable]');
    await items.nth(1).dragTo(items.nth(0));
    await settled(page);
    is(await order.allInnerTexts(), before, "dragged back");

    /* Today's state. */
    await page.getByRole("tab", { name: "Today’s state" }).click();
    await page.getByLabel("Go to court").selectOption("yes");
    await page.getByRole("button", { name: "Suppose that this is today" }).click();
    await settled(page);
    has(await text(page, "#answer > .two"), "Go to court");
    await page.getByRole("button", { name: "Undo" }).first().click();
    await settled(page);

    /* The text: into an error and back. */
    await page.getByRole("tab", { name: "The text" }).click();
    const editor = page.locator(".cm-content");
    await editor.click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("plaer x\n");
    await page.waitForSelector(".bar-foot.trouble");
    has(await text(page, ".bar-foot"), "Line 1:");
    await page.waitForSelector(".diagnostics .error");
    has(await text(page, ".diagnostics"), "line 1, column 1");
    has(await text(page, ".agree"), "No. No outcome", "the last results stay");
    is(await page.locator(".cm-lintRange-error").count() > 0, true, "the place is marked");
    for (let k = 0; k < 3; k++) await page.keyboard.press("Control+z");
    await page.waitForSelector(".bar-foot.trouble", { state: "detached" });
    await settled(page);
    is(await page.locator(".diagnostics .error").count(), 0, "no error any more");
    is(readFileSync(await saved(page, "The model"), "utf8"), WELL, "the text is as it was");

    /* The stage, and tables. */
    await page.getByLabel("As of").selectOption("0");
    await settled(page);
    is(await page.locator("table.stages tr.shown th").innerText().then((t) => t.includes("Before the first")), true);
    has(readFileSync(await saved(page, ".csv"), "utf8"), "number,name,label,pattern");
    has(readFileSync(await saved(page, ".tex"), "utf8"), "\\begin{");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    is(await page.locator("main details:not([open])").count(), 0, "on paper everything is open");
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    is(await page.locator("main details[open]").count(), 0, "and closed again");
    const pdf = await page.pdf();
    is(pdf.length > 20_000, true, "prints to PDF");
    writeFileSync(join(pictures, "well.pdf"), pdf);
    await close(page);
}

/* ---- what was wrong once --------------------------------------------------------------------- */

async function mended() {
    let page = await open(report("mended", WELL));
    const type = async (words) => {
        await page.getByRole("tab", { name: "The text" }).click();
        await page.locator(".cm-content").click();
        await page.keyboard.press("Control+Home");
        await page.keyboard.type(words);
    };
    const written = async () => readFileSync(await saved(page, "The model"), "utf8");

    /* What was typed and taken back at once is no change; what was typed last is never lost. */
    await type("x");
    await page.keyboard.press("Backspace");
    await page.waitForTimeout(600);
    is(await page.locator(".bar-foot.trouble").count(), 0, "taken back");
    await type("# one\n");
    is(await written(), `# one\n${WELL}`, "saved at once");
    await type("# two\n");
    await page.getByRole("tab", { name: "Preferences" }).click();
    is(await written(), `# two\n# one\n${WELL}`, "another tab at once");
    await type("# three\n");
    await page.getByRole("button", { name: "Undo" }).first().click();
    await settled(page);
    is(await written(), `# two\n# one\n${WELL}`, "undone at once");
    has(await page.locator(".cm-content").innerText(), "# two", "the editor shows it");

    /* A link to a part of the page does not cost the reader's changes. */
    await page.getByRole("button", { name: "Back to the original" }).click();
    await page.getByRole("switch", { name: "The town needs the tolls" }).click();
    await settled(page);
    await page.getByRole("link", { name: "Sources", exact: true }).click();
    is((await page.evaluate(() => location.hash)).startsWith("#w="), true, "the address keeps the change");
    await page.reload();
    await settled(page);
    has(await text(page, ".bar-foot"), "given up");

    /* At another stage it is compared with the original there, and with nothing where that is not known. */
    await page.getByLabel("As of").selectOption("0");
    await settled(page);
    has(await text(page, ".bar-foot"), "With “The town needs the tolls” given up: ");
    has(await text(page, ".bar-foot"), "instead of");

    /* A red line that is given up and then deleted is given up by nobody. */
    await type("");
    const editor = page.locator(".cm-line", { hasText: "redline income" });
    await editor.click();
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Delete");
    await page.waitForSelector(".bar-foot.notice");
    has(await text(page, ".bar-foot"), "There is no red line downstream.income at this stage");
    await close(page);

    /* The stage and the red lines with which a report was written can be changed, too. */
    const other = join(folder, "lifted.html");
    execFileSync(command, ["report", join(folder, "mended.detente"), "-o", other, "--stage", "0", "--lift", "downstream.income", "--no-progress"], { stdio: "ignore" });
    page = await open(other);
    await settled(page);
    await page.getByRole("switch", { name: "The town needs the tolls" }).click();
    await settled(page);
    await page.getByLabel("As of").selectOption("1");
    await settled(page);
    await page.reload();
    await settled(page);
    is(await page.getByRole("switch", { name: "The town needs the tolls" }).getAttribute("aria-checked"), "true", "drawn again");
    is(await page.getByLabel("As of").inputValue(), "1", "the last stage");
    await close(page);

    /* The workbench, and models that were opened, survive a reload. */
    const bench = join(folder, "mended-bench.html");
    execFileSync(command, ["report", "-o", bench]);
    page = await open(bench);
    await settled(page);
    await page.getByRole("switch").first().click();
    await settled(page);
    await page.reload();
    await settled(page);
    is(await page.getByRole("switch").first().getAttribute("aria-checked"), "false", "kept");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.locator("input[type=file]").setInputFiles({ name: "own.detente", mimeType: "text/plain", buffer: Buffer.from('plaer a "A"\nplayer b "B"\n  option y\n  prefer y\nstatus quo: not y\n') });
    await page.waitForSelector(".bar-foot.trouble");
    await page.waitForSelector(".diagnostics .error");
    has(await text(page, ".masthead"), "could not be worked out");
    await page.reload();
    await page.waitForSelector(".diagnostics .error");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Delete");
    await page.waitForSelector(".agree");
    is(await page.getByRole("tab", { name: "The text" }).getAttribute("aria-selected"), "true", "still in the editor");
    has(await text(page, ".agree"), "Nobody has drawn a red line");
    await reviewed(page, "the editor");
    await close(page);
}

/* ---- by keyboard ---------------------------------------------------------------------------- */

async function keyboard() {
    const page = await open(report("keys", WELL));
    const focused = () => page.evaluate(() => document.activeElement?.innerText || document.activeElement?.ariaLabel);
    const tabTo = async (name) => {
        for (let k = 0; k < 80; k++) {
            await page.keyboard.press("Tab");
            if ((await focused())?.startsWith(name)) return;
        }
        throw new Error(`no way by Tab to ${name}`);
    };
    await page.keyboard.press("Tab");
    is(await focused(), "To the answer", "the first stop");
    await tabTo("Save");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    has(await focused(), "The model");
    await page.keyboard.press("Escape");
    is(await focused(), "Save", "back where the menu was opened");
    is(await page.locator(".menu-items").count(), 0, "the menu is closed");
    await tabTo("why?");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".reasons .verdict");
    await tabTo("The town needs the tolls");
    await page.keyboard.press("Space");
    await page.waitForSelector(".bar-foot.changed");
    is(await focused(), "The town needs the tolls (Lower town)", "the switch keeps the focus");
    await page.keyboard.press("Space");
    await page.waitForSelector(".bar-foot.changed", { state: "detached" });
    await tabTo("save as SVG");
    await tabTo("Preferences");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    is(await focused(), "The text");
    is(await page.getByRole("tab", { name: "The text" }).getAttribute("aria-selected"), "true");
    await close(page);
}

/* ---- strangers ----------------------------------------------------------------------------- */

async function hostile() {
    const evil = [
        "</script><script>window.owned=1</script>",
        "<img src=x onerror=window.owned=1>",
        "<!--<script>",
        "javascript:window.owned=1",
        "]]>{{constructor}} ${window.owned=1} $& $' $1",
        "<svg onload=window.owned=1>",
    ];
    const label = (k) => JSON.stringify(evil[k % evil.length]);
    const model = `conflict ${label(0)}
source s ${label(1)} by ${label(2)} url ${label(3)} file ${label(4)}
claim c ${label(5)} cite s ${label(0)}
player a ${label(1)} because ${label(2)}
  option x ${label(3)} levels none, some
  redline r ${label(0)} rigid: x = none cite s ${label(1)} because c
  prefer higher x because ${label(5)}
player b ${label(4)}
  option y ${label(2)}
  redline q ${label(1)}: x = some
  prefer y
status quo: x = none
outcome o ${label(0)}: y
event 2026 ${label(0)}
  now y
`;
    const file = report("hostile", model);
    const page = await open(file);
    is(await text(page, "h1"), evil[0], "the title is text");
    const why = page.getByRole("button", { name: "why?" });
    while (await why.count()) await why.first().click();
    await page.locator("#table summary").click();
    await page.getByRole("switch").first().click();
    await settled(page);
    await page.getByRole("tab", { name: "The text" }).click();
    await page.waitForTimeout(300);
    const path = await saved(page, "This page as a new report");
    for (const each of [page, await open(path)]) {
        is(await each.evaluate(() => window.owned), undefined, "nothing of the model ran");
        is(await each.locator("main img, main svg svg, main script, main foreignObject, main a[href^='java']").count(), 0, "nothing of it is an element");
        is(await each.locator("script:not([data-picture])").count(), 3, "the page's own scripts and no other");
    }
    is(await page.evaluate(() => document.querySelectorAll("a[href^='javascript:']").length), 0);
    /* The policy: code that gets in by some other way does not run, and reaches nothing. */
    const refused = await page.evaluate(async () => {
        const script = document.createElement("script");
        script.textContent = "window.owned = 2";
        document.body.append(script);
        const image = await fetch("https://example.org/").then(() => "reached", () => "refused");
        return [window.owned, image];
    });
    is(refused, [undefined, "refused"], "the policy holds");
    page.complaints.length = 0;
    await close(page);
}

/* ---- the workbench, and large models ------------------------------------------------------- */

async function workbench() {
    const file = join(folder, "bench.html");
    execFileSync(command, ["report", "-o", file]);
    const page = await open(file);
    await page.waitForSelector(".agree");
    has(await text(page, "h1"), "A wage round");
    await page.getByRole("button", { name: "Open" }).click();
    const entries = await page.locator(".menu-items .item").allInnerTexts();
    is(entries.some((each) => each.includes("Elmira")), true, "the published catalogue");
    await page.getByRole("button", { name: /kinsara-2014\/elmira$/ }).click();
    await settled(page);
    has(await text(page, "h1"), "Elmira");
    await close(page);
}

async function large() {
    const page = await open(report("cube", cube(16)));
    await settled(page);
    console.log(`2^16 states: new results after ${await page.evaluate(timeOfAChange)} ms`);
    await close(page);

    /* A larger one shows its progress, and can be stopped. */
    const slow = await open(report("large", cube(20)));
    await slow.getByRole("switch").first().click();
    await slow.waitForSelector(".bar-foot.working");
    await slow.getByRole("button", { name: "Stop" }).click();
    has(await text(slow, ".bar-foot"), "Stopped");
    is(await slow.getByRole("switch").first().getAttribute("aria-checked"), "true", "as before");
    await slow.getByRole("switch").first().click();
    await slow.waitForSelector(".bar-foot.changed", { timeout: 60_000 });
    await close(slow);
}

/* ---- models without options ---------------------------------------------------------------- */

async function named() {
    const page = await open(
        report(
            "named",
            `conflict "Steps"
states calm, tense, blocked, broken
player envoy "The envoy"
  rank tense > blocked > calm > broken
player guard "The guard"
  redline unbroken: not state broken
move envoy: calm -> tense
move guard: tense -> blocked, blocked <-> broken
status quo: state calm
`,
        ),
    );
    has(await text(page, ".masthead"), "4 outcomes; all of them examined");
    has(await text(page, "#answer > .two"), "to tense");
    await page.getByRole("button", { name: "why? does today hold" }).click();
    await page.waitForSelector(".reasons .verdict");
    await page.getByRole("switch").first().click();
    await settled(page);
    has(await text(page, ".bar-foot"), "given up");
    await page.getByRole("tab", { name: "Today’s state" }).click();
    has(await text(page, ".panel"), "names its states");
    await close(page);
}

/* ---- how it looks -------------------------------------------------------------------------- */

async function looks() {
    const models = { well: report("looks", WELL), elmira: report("elmira", readFileSync(join(root, "models/published/kinsara-2014/elmira.detente"), "utf8")) };
    for (const [name, file] of Object.entries(models))
        for (const width of [1400, 800, 390])
            for (const colorScheme of ["light", "dark"]) {
                const page = await open(file, { viewport: { width, height: 900 }, colorScheme });
                await settled(page);
                await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
                is(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${name} at ${width}: nothing sticks out`);
                if (width !== 800) await reviewed(page, `${name} at ${width}, ${colorScheme}`);
                await close(page);
            }
}

try {
    for (const part of [reading, working, mended, keyboard, hostile, workbench, named, large, looks]) {
        if (process.env.DT_PART && process.env.DT_PART !== part.name) continue;
        await part();
        console.log(`${part.name}: ok`);
    }
    console.log(`${checked()} checks`);
} finally {
    await browser.close();
}
