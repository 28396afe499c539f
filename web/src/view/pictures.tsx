/* The pictures, drawn by the engine: states and moves, red lines, the funnel, the timeline. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Cancelled } from "../engine/client";
import { download, fileName } from "../page";
import { pictureElement, pngOf } from "../picture";
import type { Results } from "../session";
import { messageOf } from "../words";
import { Section, useSession } from "./common";

export const PICTURES = {
    graph: ["States and moves", "Who can move things from where to where. An arrow is a move; its colour and dashes say whose."],
    redlines: ["Red lines", "Which of them cannot hold together, and what would open common ground."],
    funnel: ["From possible to lasting", "What remains of all possible outcomes, step by step."],
    timeline: ["Over time", "Common ground and what holds, from event to event."],
} as const;
export type Picture = keyof typeof PICTURES;

function Drawn(props: { text: string }) {
    const holder = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const element = pictureElement(props.text);
        holder.current?.replaceChildren(element ?? "This picture could not be read.");
    }, [props.text]);
    return <div ref={holder} class="picture" tabIndex={0} role="group" aria-label="Picture" />;
}

export function Pictures(props: { results: Results }) {
    const session = useSession();
    const { results } = props;
    const { concept } = session;
    const [chosen, setChosen] = useState<Picture>("graph");
    const [asked, setAsked] = useState("");
    const [stopped, setStopped] = useState("");
    const [drawn, setDrawn] = useState<string | null>(null);
    const [failed, setFailed] = useState("");
    const names = (Object.keys(PICTURES) as Picture[]).filter(
        (name) =>
            (name !== "timeline" || results.outline.stages.length > 1) &&
            (name !== "redlines" || results.solve.redlines.length > 0),
    );
    const name = names.includes(chosen) ? chosen : "graph";
    const known = session.knownPicture(name);
    const ready =
        known !== undefined || asked === name || (session.isSmall && stopped !== name);
    useEffect(() => {
        setFailed("");
        setDrawn(known ?? null);
        if (!ready || known !== undefined) return;
        let wanted = true;
        session
            .picture(name)
            .then((text) => wanted && setDrawn(text))
            .catch((error: unknown) => {
                if (!wanted) return;
                if (error instanceof Cancelled) setAsked(""), setStopped(name);
                else setFailed(messageOf(error));
            });
        return () => {
            wanted = false;
        };
    }, [results, concept, name, ready]);
    const title = results.outline.model.title;
    const file = (ending: string) => fileName(`${title ?? "conflict"} ${name}`, ending);
    return (
        <Section id="pictures" title="Pictures" lede={PICTURES[name][1]}>
            <fieldset class="concepts">
                <legend class="visually-hidden">Which picture</legend>
                {names.map((each) => (
                    <label key={each} class={each === name ? "chosen" : ""}>
                        <input
                            type="radio"
                            name="picture"
                            checked={each === name}
                            onChange={() => setChosen(each)}
                        />
                        {PICTURES[each][0]}
                    </label>
                ))}
            </fieldset>
            {failed && <p>{failed}</p>}
            {drawn !== null && ready ? (
                <>
                    <Drawn text={drawn} />
                    <p class="under">
                        <button
                            type="button"
                            class="small"
                            onClick={() => download(file("svg"), "image/svg+xml", drawn)}
                        >
                            save as SVG
                        </button>{" "}
                        <button
                            type="button"
                            class="small"
                            onClick={() =>
                                void pngOf(drawn)
                                    .then((blob) => download(file("png"), "image/png", blob))
                                    .catch((error: unknown) => setFailed(String(error)))
                            }
                        >
                            save as PNG
                        </button>
                    </p>
                </>
            ) : ready ? (
                <p class="quiet">{failed ? "" : "Drawing …"}</p>
            ) : (
                <p>
                    <button type="button" onClick={() => setAsked(name)}>
                        Draw it
                    </button>{" "}
                    {!session.isSmall && (
                        <span class="quiet">This model is large: it takes a while.</span>
                    )}
                </p>
            )}
        </Section>
    );
}
