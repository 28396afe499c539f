/* The start of the page: what it carries becomes a session, and the session is drawn. */
import { render } from "preact";
import { START } from "./catalogue";
import { Client } from "./engine/client";
import { readLink, type Linked } from "./link";
import { carriedEngine, carriedPictures, carriedReport } from "./page";
import { assumptionsOf, Session, type Assumptions } from "./session";
import "./style.css";
import { App } from "./view/app";

const carried = carriedReport();
const client = new Client(carriedEngine());

/** Another model than the page starts with: its address says all of it. */
function open(text: string, file: string): Session {
    return start({ text, stage: "", lift: [] }, file, null);
}

function start(assumptions: Assumptions, file: string, base: Assumptions | null): Session {
    client.cancel();
    const session = new Session(client, null, assumptions, file, base);
    void session.work();
    return session;
}

function first(linked: Linked | null): Session {
    const text = linked?.text;
    if (text !== undefined && linked?.file !== undefined)
        return start({ text, stage: linked.stage ?? "", lift: linked.lift ?? [] }, linked.file, null);
    if (!carried) {
        const base = { text: START?.text ?? "", stage: "", lift: [] };
        return start({ ...base, ...given(linked) }, START?.file ?? "new.detente", base);
    }
    const base = assumptionsOf(carried.outline);
    const file = carried.outline.model.file;
    const session = new Session(client, carried, base, file, base, carriedPictures());
    if (linked) session.change(given(linked));
    else void session.work();
    return session;
}

function given(linked: Linked | null): Partial<Assumptions> {
    const { text, stage, lift } = linked ?? {};
    return {
        ...(text !== undefined && { text }),
        ...(stage !== undefined && { stage }),
        ...(lift !== undefined && { lift }),
    };
}

/** On paper nothing can be opened any more: all is, but for a table of many pages. */
function openForPrint(): void {
    const closed = document.querySelectorAll<HTMLDetailsElement>("main details:not([open])");
    const opened = Array.from(closed).filter((each) => each.querySelectorAll("tr").length <= 100);
    for (const each of opened) each.open = true;
    const close = () => opened.forEach((each) => (each.open = false));
    addEventListener("afterprint", close, { once: true });
}

/** The address keeps the reader's changes: a link to a part of the page leaves it alone. */
function goToPart(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest('a[href^="#"]');
    const part = link && document.getElementById(link.getAttribute("href")?.slice(1) ?? "");
    if (!part) return;
    event.preventDefault();
    if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
    part.scrollIntoView();
    part.focus({ preventScroll: true });
}

/** Another link was put into the address. */
function onAddress(): void {
    if (location.hash.startsWith("#w=")) location.reload();
}

addEventListener("beforeprint", openForPrint);
addEventListener("click", goToPart);
addEventListener("hashchange", onAddress);

const root = document.getElementById("page");
void readLink(location.hash).then((linked) => {
    if (!root) return;
    root.textContent = "";
    render(<App first={first(linked)} open={open} />, root);
});
