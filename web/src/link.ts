/* The reader's assumptions as the part of the address behind #, so that they survive a reload: what
 * differs from that with which the page starts, as packed JSON. */
import { fromBase64, packed, toBase64, unpacked } from "./bytes";

const MOST_LINK = 60_000;

export interface Linked {
    /** With a text: the model is another than the page starts with. */
    file?: string;
    text?: string;
    stage?: string;
    lift?: string[];
}

export async function readLink(hash: string): Promise<Linked | null> {
    const found = /^#w=([A-Za-z0-9_-]+)$/.exec(hash);
    if (!found?.[1]) return null;
    try {
        const link = fromBase64(found[1].replaceAll("-", "+").replaceAll("_", "/"));
        const bytes = await unpacked(link, "deflate-raw");
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
        if (typeof value !== "object" || value === null) return null;
        const { file, text, stage, lift } = value as Record<string, unknown>;
        const word = (each: unknown) => (typeof each === "string" ? each : undefined);
        return {
            file: word(file),
            text: word(text),
            stage: word(stage),
            lift:
                Array.isArray(lift) && lift.every((each) => typeof each === "string")
                    ? (lift as string[])
                    : undefined,
        };
    } catch {
        return null;
    }
}

/** "": there is nothing to keep; null: it is too large for an address. */
export async function linkFor(linked: Linked): Promise<string | null> {
    if (Object.values(linked).every((each) => each === undefined)) return "";
    const bytes = new TextEncoder().encode(JSON.stringify(linked));
    const base64 = toBase64(await packed(bytes));
    const link = `#w=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
    return link.length > MOST_LINK ? null : link;
}

/** Whether the browser took it; some refuse it for files. */
export function keepLink(link: string): boolean {
    try {
        history.replaceState(null, "", link || location.pathname + location.search);
        return true;
    } catch {
        return false;
    }
}
