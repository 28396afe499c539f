/* The explanation as the engine writes it, line by line: the text is made for a terminal, with
 * indentation for what belongs to what. The page keeps the words and the order. */

export interface ReasonLine {
    indent: number;
    text: string;
    kind: "verdict" | "move" | "label" | "words";
    holds?: boolean;
}

export function reasonLines(text: string): ReasonLine[] {
    const lines = text.replace(/\s+$/, "").split("\n");
    const first = lines.findIndex((line) => /^It (does not hold|holds) for /.test(line));
    const last = lines.findIndex((line) => line.startsWith("check this:"));
    return lines
        .slice(first < 0 ? 0 : first, last < 0 ? undefined : last)
        .filter((line) => line.trim() !== "")
        .map(readLine);
}

function readLine(line: string): ReasonLine {
    const words = line.trimStart();
    const indent = Math.floor((line.length - words.length) / 2);
    if (indent === 0 && words.startsWith("It "))
        return { indent, text: words, kind: "verdict", holds: words.startsWith("It holds") };
    if (words.startsWith("-> ")) return { indent, text: words.slice(3), kind: "move" };
    return { indent, text: words, kind: words.endsWith(":") ? "label" : "words" };
}
