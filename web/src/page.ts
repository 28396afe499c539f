/* The page as a file: what it carries, and how it writes itself anew. */
import { fromBase64, unpacked } from "./bytes";
import type { Carried } from "./results";

const REPORT = "detente-report";
const ENGINE = "detente-engine";

/** The document as it came, before anything is drawn into it. */
const untouched = document.cloneNode(true) as Document;

function carriedText(id: string): string {
    return document.getElementById(id)?.textContent ?? "";
}

export function carriedReport(): Carried | null {
    return JSON.parse(carriedText(REPORT) || "null") as Carried | null;
}

/** Carried as base64 of gzip. */
export async function carriedEngine(): Promise<WebAssembly.Module> {
    return WebAssembly.compile(await unpacked(fromBase64(carriedText(ENGINE).trim()), "gzip"));
}

/** Those that the command drew, by name: of a large model they would take the page a while. */
export function carriedPictures(): Map<string, string> {
    const holders = document.querySelectorAll<HTMLScriptElement>("script[data-picture]");
    return new Map(
        Array.from(holders, (each) => [each.dataset["picture"] ?? "", each.textContent ?? ""]),
    );
}

/** JSON that may stand inside a script element: nothing in it ends the element. */
export function scriptJson(value: unknown): string {
    return JSON.stringify(value)
        .replaceAll("<", "\\u003c")
        .replaceAll(">", "\\u003e")
        .replaceAll("&", "\\u0026")
        .replaceAll("\u2028", "\\u2028")
        .replaceAll("\u2029", "\\u2029");
}

/** A new report: this page with other contents. */
export function pageWith(carried: Carried, title: string): string {
    const copy = untouched.cloneNode(true) as Document;
    const holder = copy.getElementById(REPORT);
    for (const picture of copy.querySelectorAll("script[data-picture]")) picture.remove();
    if (holder) holder.textContent = scriptJson(carried);
    if (copy.title !== undefined) copy.title = title;
    return `<!doctype html>\n${copy.documentElement.outerHTML}\n`;
}

/** Hands a file to the reader. */
export function download(name: string, type: string, content: string | Blob): void {
    const blob = typeof content === "string" ? new Blob([content], { type }) : content;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A title as a file's name. */
export function fileName(title: string | null, ending: string): string {
    const plain = (title ?? "conflict")
        .normalize("NFKD")
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-+|-+$/g, "")
        .toLowerCase()
        .slice(0, 60);
    return `${plain || "conflict"}.${ending}`;
}
