/* The start of the page: what it carries becomes a session, and the session is drawn. */
import { render } from "preact";
import { START } from "./catalogue";
import { Client } from "./engine/client";
import { readLink } from "./link";
import { carriedEngine, carriedPictures, carriedReport } from "./page";
import { assumptionsOf, Session } from "./session";
import "./style.css";
import { App } from "./view/app";

const carried = carriedReport();
const client = new Client(carriedEngine());

function open(text: string, file: string): Session {
    client.cancel();
    const session = new Session(client, null, { text, stage: "", lift: [] }, file);
    void session.work();
    return session;
}

function first(): Session {
    const linked = readLink(location.hash);
    if (!carried) return open(linked?.text ?? START?.text ?? "", START?.file ?? "new.detente");
    const own = assumptionsOf(carried.outline);
    const session = new Session(client, carried, own, carried.outline.model.file, carriedPictures());
    if (linked)
        session.change({
            text: linked.text ?? own.text,
            stage: linked.stage ?? own.stage,
            lift: linked.lift ?? own.lift,
        });
    else void session.work();
    return session;
}

/** On paper nothing can be opened any more: all is, but for a table of many pages. */
function openForPrint(): void {
    const closed = document.querySelectorAll<HTMLDetailsElement>("main details:not([open])");
    const opened = Array.from(closed).filter((each) => each.querySelectorAll("tr").length <= 100);
    for (const each of opened) each.open = true;
    const close = () => opened.forEach((each) => (each.open = false));
    addEventListener("afterprint", close, { once: true });
}
addEventListener("beforeprint", openForPrint);

const root = document.getElementById("page");
if (root) {
    root.textContent = "";
    render(<App first={first()} open={open} />, root);
}
