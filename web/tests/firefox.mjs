/* The page in Firefox: what differs between browsers is how it gets from disk into workers, the policy,
 * and what the engine is compiled to. FIREFOX names one other than /usr/bin/firefox-esr. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { checked, cube, has, is, pictures, report, timeOfAChange, WELL } from "./help.mjs";

const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
});

async function open(file) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1100, height: 900 });
    page.complaints = [];
    page.on("console", (message) => page.complaints.push(message.text()));
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("h1");
    return page;
}

async function close(page) {
    is(page.complaints, [], "the page is silent");
    await page.close();
}

const text = (page, selector) => page.$eval(selector, (element) => element.innerText);
const settled = (page) => page.waitForSelector('main[aria-busy="false"]', { timeout: 120_000 });
const changes = (page, selector, part) =>
    page.waitForFunction(
        (where, words) => document.querySelector(where)?.textContent.includes(words),
        { timeout: 120_000 },
        selector,
        part,
    );

async function reading() {
    const page = await open(report("well", WELL));
    has(await text(page, "h1"), "Two towns and a well");
    await page.locator("#answer .why button").click();
    await page.waitForSelector(".reasons .verdict");
    await page.waitForSelector(".picture svg");
    await page.screenshot({ path: join(pictures, "firefox.png"), fullPage: true });

    await page.locator('[role="switch"][aria-label^="The town needs the tolls"]').click();
    await changes(page, ".bar-foot", "given up");
    has(await text(page, ".agree"), "outcomes respect everybody’s red lines");
    await page.reload();
    await changes(page, ".bar-foot", "given up");

    await page.locator("#tab-text").click();
    await page.locator(".cm-content").click();
    await page.keyboard.down("Control");
    await page.keyboard.press("Home");
    await page.keyboard.up("Control");
    await page.keyboard.type("plaer x\n");
    await changes(page, ".bar-foot", "Line 1:");
    await close(page);
}

async function large() {
    const page = await open(report("cube", cube(16)));
    await settled(page);
    await new Promise((resolve) => setTimeout(resolve, 500));
    console.log(`2^16 states: new results after ${await page.evaluate(timeOfAChange)} ms`);
    await close(page);
}

try {
    for (const part of [reading, large]) {
        await part();
        console.log(`${part.name}: ok`);
    }
    console.log(`${checked()} checks`);
} finally {
    await browser.close();
}
