/* Where the reader changes assumptions: the order of preferences, today's state, the text. */
import { useState } from "preact/hooks";
import { canReorder, reorderPreference, withStatusQuo } from "../edit";
import type { Results } from "../session";
import { isYesNo, levelAt, playerName, redLineName, listed, quoted } from "../words";
import { Editor } from "./editor";
import { Notes, Section, useSession } from "./common";

/* ---- preferences --------------------------------------------------------------------------- */

function Preferences(props: { results: Results; player: string }) {
    const session = useSession();
    const { outline } = props.results;
    const [dragged, setDragged] = useState<number | null>(null);
    const [over, setOver] = useState<number | null>(null);
    const order = (outline.orders[props.player] ?? []).flatMap(
        (place) => outline.statements[place] ?? [],
    );
    const movable = order.filter((statement) => canReorder(statement));
    const stale = session.now.text !== outline.text;
    const move = (from: number, to: number) => {
        if (stale || to < 0 || to >= movable.length || from === to) return;
        session.change({ text: reorderPreference(outline, props.player, from, to) });
        setTimeout(() => {
            const items = document.querySelectorAll<HTMLElement>(
                `[data-order="${CSS.escape(props.player)}"] [data-movable]`,
            );
            items[to]?.focus();
        }, 80);
    };
    if (order.length === 0)
        return <p class="quiet">This player’s preference is a ranking, or it has none.</p>;
    return (
        <ol class="order" data-order={props.player}>
            {order.map((statement, k) => {
                const place = movable.indexOf(statement);
                const can = place >= 0;
                const words = statement.label ?? statement.text ?? statement.id ?? "";
                return (
                    <li
                        key={`${k}:${statement.at[0]}`}
                        class={`${can ? "movable" : "still"} ${over === place && can ? "over" : ""}`}
                        draggable={can}
                        tabIndex={can ? 0 : undefined}
                        data-movable={can ? "" : undefined}
                        onDragStart={(event) => {
                            event.dataTransfer?.setData("text/plain", words);
                            setDragged(place);
                        }}
                        onDragOver={(event) => {
                            if (!can || dragged === null) return;
                            event.preventDefault();
                            setOver(place);
                        }}
                        onDragEnd={() => (setDragged(null), setOver(null))}
                        onDrop={(event) => {
                            event.preventDefault();
                            if (dragged !== null && can) move(dragged, place);
                            setDragged(null);
                            setOver(null);
                        }}
                        onKeyDown={(event) => {
                            if (!can || !event.altKey) return;
                            if (event.key === "ArrowUp") move(place, place - 1);
                            else if (event.key === "ArrowDown") move(place, place + 1);
                            else return;
                            event.preventDefault();
                        }}
                    >
                        <div class="said">
                            {statement.kind === "redline" && <span class="tag">red line</span>}{" "}
                            <span class={statement.label ? "" : "formula"}>{words}</span>
                            {statement.event > 0 && (
                                <span class="quiet"> added by an event; change it in the text</span>
                            )}
                            <Notes outline={outline} notes={statement.notes} />
                        </div>
                        {can && (
                            <div class="arrows">
                                <button
                                    type="button"
                                    class="small"
                                    disabled={place === 0 || stale}
                                    aria-label={`up: ${words}`}
                                    onClick={() => move(place, place - 1)}
                                >
                                    ↑
                                </button>
                                <button
                                    type="button"
                                    class="small"
                                    disabled={place === movable.length - 1 || stale}
                                    aria-label={`down: ${words}`}
                                    onClick={() => move(place, place + 1)}
                                >
                                    ↓
                                </button>
                            </div>
                        )}
                    </li>
                );
            })}
        </ol>
    );
}

function AllPreferences(props: { results: Results }) {
    const { solve, outline } = props.results;
    const players = solve.players.filter((each) => (outline.orders[each.id] ?? []).length > 0);
    const [chosen, setChosen] = useState(players[0]?.id ?? "");
    const player = players.some((each) => each.id === chosen) ? chosen : (players[0]?.id ?? "");
    if (!player)
        return outline.statements.some((statement) => statement.kind === "rank") ? (
            <p>Players rank the outcomes in this model; change it in the text.</p>
        ) : (
            <p>Nobody prefers anything in this model; write it in the text.</p>
        );
    return (
        <div>
            <p class="quiet">
                The most important first: of two outcomes the first line on which they differ
                decides. Move a line with its arrows, by dragging, or with Alt and the arrow keys.
            </p>
            <label class="pick">
                Player{" "}
                <select value={player} onChange={(event) => setChosen(event.currentTarget.value)}>
                    {players.map((each) => (
                        <option key={each.id} value={each.id}>
                            {each.name}
                        </option>
                    ))}
                </select>
            </label>
            <Preferences results={props.results} player={player} />
        </div>
    );
}

/* ---- today --------------------------------------------------------------------------------- */

function StatusQuo(props: { results: Results }) {
    const session = useSession();
    const { solve, outline } = props.results;
    const pattern = solve.today?.pattern ?? "";
    const [wanted, setWanted] = useState(pattern);
    if (!solve.today) return <p>The model has no status quo; write one in the text.</p>;
    if (!pattern) return <p>This model names its states: write another status quo in the text.</p>;
    const set = (k: number, level: number) => {
        const option = solve.options[k];
        if (!option) return;
        const letter = isYesNo(option) ? (level ? "Y" : "N") : String(level);
        setWanted(wanted.slice(0, k) + letter + wanted.slice(k + 1));
    };
    const changed = wanted !== pattern;
    const stale = session.now.text !== outline.text;
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                session.change({ text: withStatusQuo(outline, wanted) });
            }}
        >
            <p class="quiet">How things stand today. What is fixed at this stage cannot be chosen.</p>
            <div class="today-grid">
                {solve.players
                    .filter((player) => player.options.length)
                    .map((player) => (
                        <fieldset key={player.id}>
                            <legend>{player.name}</legend>
                            {solve.options.map((option, k) =>
                                option.player !== player.id ? null : (
                                    <label key={option.id}>
                                        <span>{option.name}</span>
                                        <select
                                            value={String(levelAt(wanted, k))}
                                            disabled={option.fixed !== null}
                                            onChange={(event) =>
                                                set(k, Number(event.currentTarget.value))
                                            }
                                        >
                                            {levelAt(wanted, k) < 0 && (
                                                <option value="-1">any: taken as one</option>
                                            )}
                                            {option.levels.map((level, value) => (
                                                <option key={level} value={String(value)}>
                                                    {level}
                                                </option>
                                            ))}
                                        </select>
                                    </label>
                                ),
                            )}
                        </fieldset>
                    ))}
            </div>
            <p>
                <button type="submit" disabled={!changed || stale}>
                    Suppose that this is today
                </button>{" "}
                {stale && <span class="quiet">when the text has been worked out</span>}{" "}
                {changed && (
                    <button type="button" class="plain" onClick={() => setWanted(pattern)}>
                        as it was
                    </button>
                )}
            </p>
        </form>
    );
}

/* ---- all ----------------------------------------------------------------------------------- */

const TABS = { preferences: "Preferences", today: "Today’s state", text: "The text" } as const;
type Tab = keyof typeof TABS;

export function Work(props: { results: Results | undefined }) {
    const session = useSession();
    const { results } = props;
    const [tab, setTab] = useState<Tab>(results ? "preferences" : "text");
    const names = Object.keys(TABS) as Tab[];
    const lifted = session.now.lift;
    return (
        <Section
            id="work"
            title="Change an assumption"
            lede="Everything above follows from what the analyst assumed. Assume something else, and it is worked out again, here in this page; nothing leaves your computer."
        >
            {results && lifted.length > 0 && (
                <p>
                    Given up at present:{" "}
                    {listed(
                        lifted.map(
                            (id) =>
                                `${quoted(redLineName(results.solve, id))} (${playerName(results.solve, id.split(".")[0] ?? "")})`,
                        ),
                    )}
                    . <a href="#redlines">Switch red lines</a>.
                </p>
            )}
            <div role="tablist" aria-label="What to change" class="tabs">
                {names.map((name) => (
                    <button
                        key={name}
                        type="button"
                        role="tab"
                        id={`tab-${name}`}
                        aria-selected={tab === name}
                        aria-controls={tab === name ? `panel-${name}` : undefined}
                        tabIndex={tab === name ? 0 : -1}
                        onClick={() => setTab(name)}
                        onKeyDown={(event) => {
                            const step =
                                event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
                            if (!step) return;
                            const next = names[(names.indexOf(name) + step + names.length) % names.length];
                            if (!next) return;
                            setTab(next);
                            document.getElementById(`tab-${next}`)?.focus();
                        }}
                    >
                        {TABS[name]}
                    </button>
                ))}
            </div>
            <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} class="card panel">
                {tab === "text" && <Editor />}
                {tab !== "text" && !results && <p>The model has not been worked out yet.</p>}
                {tab === "preferences" && results && <AllPreferences results={results} />}
                {tab === "today" && results && <StatusQuo key={results.solve.today?.pattern} results={results} />}
            </div>
        </Section>
    );
}
