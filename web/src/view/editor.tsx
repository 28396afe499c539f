/* The model's text, with the diagnostics of the engine. */
import { acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
    drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "preact/hooks";
import { completions, detente } from "../language";
import type { Diagnostic } from "../results";
import { useSession } from "./common";

const colours = HighlightStyle.define([
    { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
    { tag: tags.operatorKeyword, color: "var(--accent)" },
    { tag: tags.modifier, color: "var(--accent)" },
    { tag: tags.bool, color: "var(--accent)" },
    { tag: tags.string, color: "var(--string)" },
    { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
    { tag: tags.number, color: "var(--number)" },
]);

const theme = EditorView.theme({
    "&": { fontSize: "0.86rem", backgroundColor: "var(--sheet)", color: "var(--ink)" },
    "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
    ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: "0.6rem 0" },
    ".cm-gutters": {
        backgroundColor: "var(--sheet)", color: "var(--quiet)", border: "none",
        fontFamily: "var(--mono)",
    },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--tint)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
        { backgroundColor: "var(--select)" },
    /* Its own are pictures, which the page's policy does not load. */
    ".cm-lintRange": { backgroundImage: "none" },
    ".cm-lintRange-error": { textDecoration: "underline wavy var(--red)" },
    ".cm-lintRange-warning": { textDecoration: "underline wavy var(--string)" },
    ".cm-lintRange-info": { textDecoration: "underline dotted var(--quiet)" },
    ".cm-tooltip": {
        backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--rule)",
    },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
        backgroundColor: "var(--accent)", color: "var(--sheet)",
    },
});

/** A place by line and column in code points, as the engine counts, in the editor's units. */
export function markOf(doc: EditorState["doc"], found: Diagnostic): Mark {
    const line = doc.line(Math.min(Math.max(found.line, 1), doc.lines));
    const points = [...line.text];
    const before = points.slice(0, Math.max(found.column - 1, 0)).join("").length;
    const from = Math.min(line.from + before, line.to);
    const rest = new TextEncoder().encode(line.text.slice(from - line.from));
    const inBytes = Math.min(found.length, rest.length);
    const to = from + new TextDecoder().decode(rest.subarray(0, inBytes)).length;
    return {
        from,
        to: Math.min(Math.max(to, from), line.to),
        severity: found.severity === "note" ? "info" : found.severity,
        message: found.message,
    };
}

/* A name is accepted by Tab: Enter ends a line, also where a name might go on. */
const completing = [
    ...completionKeymap.filter((binding) => binding.key !== "Enter"),
    { key: "Tab", run: acceptCompletion },
];

const WAIT = 350;
const NONE: Diagnostic[] = [];

export function Editor() {
    const session = useSession();
    const holder = useRef<HTMLDivElement>(null);
    const view = useRef<EditorView | null>(null);
    const typed = useRef(session.now.text);
    useEffect(() => {
        if (!holder.current) return;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const take = () => {
            if (timer === undefined) return;
            clearTimeout(timer);
            timer = undefined;
            const text = editor.state.doc.toString();
            if (text === session.now.text) return;
            typed.current = text;
            session.change({ text });
        };
        const editor = new EditorView({
            parent: holder.current,
            state: EditorState.create({
                doc: session.now.text,
                extensions: [
                    lineNumbers(),
                    history(),
                    drawSelection(),
                    highlightActiveLine(),
                    detente,
                    syntaxHighlighting(colours),
                    linter(null), /* the places themselves come from the engine */
                    autocompletion({
                        override: [completions(() => session.shown?.outline)],
                        defaultKeymap: false,
                    }),
                    keymap.of([...completing, ...historyKeymap, ...defaultKeymap]),
                    EditorView.lineWrapping,
                    EditorView.contentAttributes.of({ "aria-label": "The model’s text", tabindex: "0" }),
                    theme,
                    EditorView.updateListener.of((update) => {
                        if (!update.docChanged) return;
                        clearTimeout(timer);
                        timer = setTimeout(take, WAIT);
                    }),
                ],
            }),
        });
        view.current = editor;
        session.typing = take;
        return () => {
            take();
            session.typing = null;
            view.current = null;
            editor.destroy();
        };
    }, [session]);
    /* The text changed elsewhere: by undo, by a switch. */
    const { text } = session.now;
    useEffect(() => {
        const editor = view.current;
        if (!editor || text === typed.current) return;
        typed.current = text;
        if (editor.state.doc.toString() === text) return;
        editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }, [text]);
    const checked = session.diagnostics !== null;
    const diagnostics = session.diagnostics ?? NONE;
    useEffect(() => {
        const editor = view.current;
        if (!editor) return;
        const marks = diagnostics
            .filter((found) => found.line > 0)
            .map((found) => markOf(editor.state.doc, found));
        editor.dispatch(setDiagnostics(editor.state, marks));
    }, [diagnostics]);
    const goTo = (found: Diagnostic) => {
        const editor = view.current;
        if (!editor || found.line < 1) return;
        const { from } = markOf(editor.state.doc, found);
        editor.dispatch({ selection: { anchor: from }, scrollIntoView: true });
        editor.focus();
    };
    return (
        <div>
            <div ref={holder} class="editor" />
            <ul class="diagnostics" aria-live="polite">
                {diagnostics.map((found, k) => (
                    <li key={k} class={found.severity}>
                        <button type="button" class="link" onClick={() => goTo(found)}>
                            {found.line > 0 ? `line ${found.line}, column ${found.column}` : "model"}
                        </button>{" "}
                        <strong>{found.severity}</strong>: {found.message}
                    </li>
                ))}
                {diagnostics.length === 0 && (
                    <li class="quiet">{checked ? "no errors, no warnings" : "checking …"}</li>
                )}
            </ul>
        </div>
    );
}
