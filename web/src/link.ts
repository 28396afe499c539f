/* The reader's assumptions as the part of the address behind #, so that they survive a reload. */

const MOST_LINK = 30_000;

export interface Linked {
    text?: string;
    stage?: string;
    lift?: string[];
}

export function readLink(hash: string): Linked | null {
    const found = /^#w=([A-Za-z0-9_-]+)$/.exec(hash);
    if (!found?.[1]) return null;
    try {
        const binary = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
        const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
        if (typeof value !== "object" || value === null) return null;
        const { text, stage, lift } = value as Record<string, unknown>;
        return {
            text: typeof text === "string" ? text : undefined,
            stage: typeof stage === "string" ? stage : undefined,
            lift:
                Array.isArray(lift) && lift.every((each) => typeof each === "string")
                    ? (lift as string[])
                    : undefined,
        };
    } catch {
        return null;
    }
}

/** "": the state is too large for a link, or there is nothing to keep. */
export function linkFor(linked: Linked): string {
    if (linked.text === undefined && !linked.stage && !linked.lift?.length) return "";
    const bytes = new TextEncoder().encode(JSON.stringify(linked));
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    const link = `#w=${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
    return link.length > MOST_LINK ? "" : link;
}

export function keepLink(link: string): void {
    try {
        history.replaceState(null, "", link || location.pathname + location.search);
    } catch {
        /* some browsers refuse this for files: then the state is not kept */
    }
}
