/* Models that come with every page: to start from, and those of the literature. */
const starting = import.meta.glob<string>("../../cli/templates/*.detente", {
    query: "?raw",
    import: "default",
    eager: true,
});
const published = import.meta.glob<string>("../../models/published/*/*.detente", {
    query: "?raw",
    import: "default",
    eager: true,
});
const examples = import.meta.glob<string>("../../models/*.detente", {
    query: "?raw",
    import: "default",
    eager: true,
});

export interface Entry {
    file: string;
    /** Of published conflicts the study and the file, otherwise the file: titles repeat. */
    from: string;
    title: string;
    group: "To start from" | "Published conflicts" | "Examples";
    text: string;
}

function titleOf(text: string): string {
    const title = /^conflict "((?:[^"\\]|\\.)*)"/m.exec(text)?.[1];
    return (title ?? "Untitled").replace(/\\(.)/g, "$1");
}

function entries(models: Record<string, string>, group: Entry["group"]): Entry[] {
    return Object.entries(models).map(([path, text]) => ({
        file: path.split("/").pop() ?? path,
        from: path.replace(/^.*\/(published|models|templates)\//, "").replace(/\.detente$/, ""),
        title: titleOf(text),
        group,
        text,
    }));
}

export const CATALOGUE: Entry[] = [
    ...entries(starting, "To start from").sort((a, b) => b.file.localeCompare(a.file)),
    ...entries(published, "Published conflicts"),
    ...entries(examples, "Examples"),
];

export const START = CATALOGUE.find((entry) => entry.file === "negotiation.detente");
