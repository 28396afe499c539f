/* One reader's work with one model: the assumptions as they stand, what follows from them, and the way
 * back. What is shown always belongs to one set of assumptions; while another is worked out, the last
 * results stay. */
import { Cancelled, type Client } from "./engine/client";
import type { Answer, Command, Options } from "./engine/engine";
import { messageOf } from "./words";
import type { Carried, Concept, Diagnostic, Outline, Paths, RedLines, Solve, Timeline } from "./results";

export interface Assumptions {
    text: string;
    /** "": the last. */
    stage: string;
    lift: string[];
}

export interface Results {
    assumptions: Assumptions;
    outline: Outline;
    solve: Solve;
    redlines: RedLines | null;
    /** Why there are no red lines' results. */
    withoutRedLines?: string;
}

export interface Working {
    what: string;
    done: number;
    total: number;
}

export interface Trouble {
    message: string;
    line: number;
    column: number;
}

/** How many states a list holds; the counts are of all. */
const LIMIT = 200;
/** How many a table that is saved holds; of more only what holds somewhere. */
export const MOST_ROWS = 100_000;
const SMALL_STATES = 1 << 16;
const FIRST_CONCEPT: Concept = "seq";
/** Of the original and the last ones. */
const KEPT_TIMELINES = 4;

const WORK: Record<string, string> = {
    solve: "Working out what holds",
    redlines: "Looking at the red lines",
    explain: "Looking for the reasons",
    paths: "Looking for ways",
    timeline: "Going from event to event",
    draw: "Drawing",
};

/** Red lines given up are a set. */
function asSet(lift: string[]): string[] {
    return [...new Set(lift)].sort();
}

export function sameAssumptions(a: Assumptions, b: Assumptions): boolean {
    return a.text === b.text && a.stage === b.stage && a.lift.join() === b.lift.join();
}

let sessions = 0;

/** Those that results belong to. */
export function assumptionsOf(outline: Outline): Assumptions {
    const { number, of } = outline.stage;
    return {
        text: outline.text,
        stage: number === of ? "" : String(number),
        lift: asSet(outline.lift),
    };
}

export class Session {
    readonly id = ++sessions;
    file: string | null = null;
    original: Results | undefined;
    /** The original at other stages, for comparison. */
    private readonly originals = new Map<string, Results>();
    now: Assumptions;
    shown: Results | undefined;
    concept: Concept = FIRST_CONCEPT;
    /** null: not looked for yet. */
    diagnostics: Diagnostic[] | null = null;
    /** What the reader should know and can do nothing about. */
    notice = "";
    /** Takes what is being typed as a change; the editor's. */
    typing: (() => void) | null = null;
    /** Grows with every change of what is shown. */
    version = 0;
    trouble: Trouble | null = null;
    stopped = false;
    private past: Assumptions[] = [];
    private future: Assumptions[] = [];
    /** As they were when what is shown was. */
    private shownPast: Assumptions[] = [];
    private shownFuture: Assumptions[] = [];
    private turn = 0;
    private lastWork: Promise<void> = Promise.resolve();
    private isPrepared = false;
    private readonly listeners = new Set<() => void>();
    private readonly workListeners = new Set<() => void>();
    /** What was asked and is not answered yet; of those without words nobody is told. */
    private readonly tasks = new Set<Working>();
    /** Reasons and pictures of results, for as long as there are these. */
    private readonly texts = new WeakMap<Results, Map<string, string>>();
    private timelines: { key: string; timeline: Timeline }[] = [];

    constructor(
        private readonly client: Client,
        carried: Carried | null,
        first: Assumptions,
        file: string | null,
        /** What a reload starts with; null: with another model. */
        readonly base: Assumptions | null,
        pictures: Map<string, string> = new Map(),
    ) {
        this.now = { ...first, lift: asSet(first.lift) };
        this.file = file;
        if (carried) this.carry(carried, pictures);
    }

    private carry(carried: Carried, pictures: Map<string, string>): void {
        const { outline, solve, redlines, timeline } = carried;
        const assumptions = assumptionsOf(outline);
        this.file = outline.model.file;
        this.original = { assumptions, outline, solve, redlines };
        this.shown = this.original;
        if (timeline) this.keepTimeline(this.original, timeline);
        for (const [name, text] of pictures) this.keep(this.original, `picture ${name}`, text);
    }

    /** Assumptions or results change. */
    listen(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** What is being worked on changes, which is often. */
    listenToWork(listener: () => void): () => void {
        this.workListeners.add(listener);
        return () => this.workListeners.delete(listener);
    }

    tell(): void {
        this.version++;
        for (const listener of this.listeners) listener();
    }

    private tellOfWork(): void {
        for (const listener of this.workListeners) listener();
    }

    get busy(): boolean {
        return this.tasks.size > 0;
    }

    /** What took longest so far. */
    get working(): Working | null {
        for (const task of this.tasks) if (task.what) return task;
        return null;
    }

    get canUndo(): boolean {
        return this.past.length > 0;
    }
    get canRedo(): boolean {
        return this.future.length > 0;
    }

    /** What is shown does not follow from the assumptions as they stand. */
    get isStale(): boolean {
        return !this.shown || !sameAssumptions(this.shown.assumptions, this.now);
    }

    say(notice: string): void {
        this.notice = notice;
        this.tell();
    }

    /** Anything but the stage differs from the original. */
    get isChanged(): boolean {
        const first = this.original?.assumptions;
        return (
            first !== undefined &&
            (this.now.text !== first.text || this.now.lift.join() !== first.lift.join())
        );
    }

    change(change: Partial<Assumptions>): void {
        this.typing?.();
        const next = { ...this.now, ...change };
        next.lift = asSet(next.lift);
        if (sameAssumptions(next, this.now)) return;
        this.past.push(this.now);
        this.future = [];
        this.now = next;
        void this.work();
    }

    undo(): void {
        this.typing?.();
        const before = this.past.pop();
        if (!before) return;
        this.future.push(this.now);
        this.now = before;
        void this.work();
    }

    redo(): void {
        this.typing?.();
        const after = this.future.pop();
        if (!after) return;
        this.past.push(this.now);
        this.now = after;
        void this.work();
    }

    reset(): void {
        if (this.original) this.change(this.original.assumptions);
    }

    toggleLift(line: string): void {
        const lift = this.now.lift.includes(line)
            ? this.now.lift.filter((each) => each !== line)
            : [...this.now.lift, line];
        this.change({ lift });
    }

    showStage(number: number): void {
        const { original, shown } = this;
        const last = shown?.outline.stage.of === number;
        const first = original?.outline.stage.number === number;
        this.change({ stage: first ? original.assumptions.stage : last ? "" : String(number) });
    }

    /** Ends the work and goes back to what is shown; what was given up comes back with "redo". */
    stop(): void {
        this.turn++;
        this.client.cancel();
        this.stopped = true;
        if (this.shown && this.isStale) {
            this.past = [...this.shownPast];
            this.future = [...this.shownFuture, this.now];
            this.now = this.shown.assumptions;
        }
        void this.findings(this.turn).catch(() => undefined);
        this.tell();
    }

    private optionsOf({ stage, lift }: Assumptions, options: Options): Options {
        return { file: this.file ?? undefined, format: "json", stage, lift, ...options };
    }

    private async ask(
        command: Command,
        assumptions: Assumptions,
        options: Options = {},
    ): Promise<Answer> {
        const wanted = this.optionsOf(assumptions, options);
        const task: Working = { what: WORK[command] ?? "", done: 0, total: 0 };
        return this.during(task, () =>
            this.client.ask(command, assumptions.text, wanted, (done, total) => {
                Object.assign(task, { done, total });
                this.tellOfWork();
            }),
        );
    }

    /** Asks again when a change that led to no other results ended it, such as a mistake in the text. */
    private async askFor(
        results: Results,
        command: Command,
        assumptions: Assumptions,
        options: Options,
    ): Promise<Answer> {
        for (;;)
            try {
                return await this.ask(command, assumptions, options);
            } catch (error) {
                if (!(error instanceof Cancelled) || this.stopped) throw error;
                await this.lastWork;
                if (this.shown !== results) throw error;
            }
    }

    private async during<T>(task: Working, work: () => Promise<T>): Promise<T> {
        this.tasks.add(task);
        this.tellOfWork();
        try {
            return await work();
        } finally {
            this.tasks.delete(task);
            this.tellOfWork();
        }
    }

    /** Works out what follows from the assumptions, unless they are those of the original. */
    work(): Promise<void> {
        this.lastWork = this.during({ what: "", done: 0, total: 0 }, () => this.workNow());
        return this.lastWork;
    }

    private show(results: Results): void {
        this.shown = results;
        this.shownPast = [...this.past];
        this.shownFuture = [...this.future];
    }

    private async workNow(): Promise<void> {
        const turn = ++this.turn;
        this.client.cancel();
        this.stopped = false;
        this.trouble = null;
        this.notice = "";
        this.diagnostics = null;
        const known = [this.original, ...this.originals.values()].find(
            (results) => results && sameAssumptions(results.assumptions, this.now),
        );
        if (known) this.show(known);
        try {
            const worked = known ? undefined : this.workOut(turn);
            this.tell(); /* after the engines have been asked: drawing the page takes a while */
            await worked;
            if (turn === this.turn) await this.findings(turn);
            if (known && turn === this.turn) this.prepare();
        } catch (error) {
            if (turn !== this.turn || error instanceof Cancelled) return;
            this.trouble = {
                message: messageOf(error),
                line: 0,
                column: 0,
            };
        }
        if (turn === this.turn) this.tell();
    }

    /** Asks what is known already: browsers make fast what has run before. */
    private prepare(): void {
        if (!this.isSmall || this.isPrepared) return;
        this.isPrepared = true;
        const { text } = this.now;
        const options = this.optionsOf(this.now, { limit: LIMIT });
        for (const command of ["redlines", "solve"] as const)
            this.during({ what: "", done: 0, total: 0 }, () =>
                this.client.ask(command, text, options),
            ).catch(() => undefined);
    }

    private async workOut(turn: number): Promise<void> {
        const wanted = () => turn === this.turn;
        let results = await this.resultsOf(this.now, wanted);
        if (!results && wanted() && (await this.dropUnknown(wanted)))
            results = await this.resultsOf(this.now, wanted);
        if (!results) return;
        const { assumptions } = results;
        this.original ??= results;
        if (this.isOriginalElsewhere(assumptions)) this.originals.set(assumptions.stage, results);
        this.show(results);
        this.tell();
        if (this.isChanged && !this.comparison && this.isSmall) await this.compareAt(turn);
    }

    /** The original at the stage that is shown. */
    private async compareAt(turn: number): Promise<void> {
        const { original, now } = this;
        if (!original) return;
        const wanted = () => turn === this.turn;
        const results = await this.resultsOf({ ...original.assumptions, stage: now.stage }, wanted);
        if (results) this.originals.set(now.stage, results);
        this.trouble = null; /* the original may not have such a stage */
    }

    /** Red lines that are given up and do not exist at this stage: of these nothing can follow. */
    private async dropUnknown(wanted: () => boolean): Promise<boolean> {
        if (this.now.lift.length === 0) return false;
        const answer = await this.ask("outline", { ...this.now, lift: [] });
        if (!wanted() || !answer.ok) return false;
        const { redlines } = JSON.parse(answer.text) as Outline;
        const kept = this.now.lift.filter((id) => redlines.some((line) => line.id === id));
        const gone = this.now.lift.filter((id) => !kept.includes(id));
        if (gone.length === 0) return false;
        this.now = { ...this.now, lift: kept };
        this.trouble = null;
        this.notice = `There is no red line ${gone.join(", ")} at this stage, so nobody gives it up.`;
        return true;
    }

    private isOriginalElsewhere({ text, lift }: Assumptions): boolean {
        const first = this.original?.assumptions;
        return first !== undefined && first.text === text && first.lift.join() === lift.join();
    }

    private fail(answer: Answer): null {
        if (!answer.ok) this.trouble = answer;
        return null;
    }

    private async resultsOf(
        assumptions: Assumptions,
        wanted: () => boolean,
    ): Promise<Results | null> {
        const [ruled, outlined, solved] = await Promise.all([
            this.ask("redlines", assumptions, { limit: LIMIT, concept: this.concept }),
            this.ask("outline", assumptions),
            this.ask("solve", assumptions, { limit: LIMIT }),
        ]);
        if (!wanted()) return null;
        if (!outlined.ok) return this.fail(outlined);
        if (!solved.ok) return this.fail(solved);
        return {
            assumptions,
            outline: JSON.parse(outlined.text) as Outline,
            solve: JSON.parse(solved.text) as Solve,
            redlines: ruled.ok ? (JSON.parse(ruled.text) as RedLines) : null,
            withoutRedLines: ruled.ok ? undefined : ruled.message,
        };
    }

    private async findings(turn: number): Promise<void> {
        const answer = await this.ask("check", this.now);
        if (turn !== this.turn || !answer.ok) return;
        const found = JSON.parse(answer.text) as { diagnostics: Diagnostic[] };
        this.diagnostics = found.diagnostics;
        this.tell();
    }

    /** What the original says at the stage that is shown; undefined: not worked out. */
    get comparison(): Results | undefined {
        if (!this.original || !this.shown) return undefined;
        if (this.original.assumptions.stage === this.shown.assumptions.stage) return this.original;
        return this.originals.get(this.shown.assumptions.stage);
    }

    private keep(results: Results, name: string, text: string): void {
        const kept = this.texts.get(results) ?? new Map<string, string>();
        this.texts.set(results, kept.set(name, text));
    }

    /** Why a state holds or not, as text. */
    async why(state: number): Promise<string> {
        const results = this.shown;
        if (!results) return "";
        const key = `why ${state} ${this.concept}`;
        const known = this.texts.get(results)?.get(key);
        if (known !== undefined) return known;
        const answer = await this.ask("explain", results.assumptions, {
            format: "text",
            width: 400,
            state: `#${state}`,
            concept: this.concept,
        });
        if (!answer.ok) throw new Error(answer.message);
        this.keep(results, key, answer.text);
        return answer.text;
    }

    /** What a report carries is drawn for the concept that the page starts with. */
    private pictureName(name: string): string {
        return this.concept === FIRST_CONCEPT ? `picture ${name}` : `picture ${name} ${this.concept}`;
    }

    knownPicture(name: string): string | undefined {
        return this.shown && this.texts.get(this.shown)?.get(this.pictureName(name));
    }

    /** A picture of what is shown, as SVG. */
    async picture(name: string): Promise<string> {
        const results = this.shown;
        if (!results) return "";
        const key = this.pictureName(name);
        const answer = await this.askFor(results, "draw", results.assumptions, {
            format: "svg",
            picture: name,
            concept: this.concept,
        });
        if (!answer.ok) throw new Error(answer.message);
        this.keep(results, key, answer.text);
        return answer.text;
    }

    /** A table or the model in another format. */
    async written(command: Command, format: string): Promise<string> {
        const assumptions = this.shown?.assumptions ?? this.now;
        const answer = await this.ask(command, assumptions, { format, limit: MOST_ROWS });
        if (!answer.ok) throw new Error(answer.message);
        return answer.text;
    }

    /** What the timeline depends on: all but the stage. */
    private timelineKey({ assumptions: { text, lift } }: Results): string {
        return JSON.stringify([text, lift]);
    }

    private keepTimeline(results: Results, timeline: Timeline): void {
        const [first, ...rest] = this.timelines;
        const kept = { key: this.timelineKey(results), timeline };
        this.timelines = first ? [first, ...rest.slice(2 - KEPT_TIMELINES), kept] : [kept];
    }

    knownTimeline(): Timeline | undefined {
        const key = this.shown && this.timelineKey(this.shown);
        return this.timelines.find((each) => each.key === key)?.timeline;
    }

    /** Every stage beside the others. */
    async timeline(): Promise<Timeline | undefined> {
        const results = this.shown;
        if (!results) return undefined;
        const all = { ...results.assumptions, stage: "" };
        const answer = await this.askFor(results, "timeline", all, { limit: 1 });
        if (!answer.ok) throw new Error(answer.message);
        const timeline = JSON.parse(answer.text) as Timeline;
        this.keepTimeline(results, timeline);
        return timeline;
    }

    /** How one gets from today to a state. */
    async ways(state: number): Promise<Paths> {
        const asked = { to: `#${state}`, limit: 1 };
        const answer = await this.ask("paths", this.shown?.assumptions ?? this.now, asked);
        if (!answer.ok) throw new Error(answer.message);
        return JSON.parse(answer.text) as Paths;
    }

    get isSmall(): boolean {
        return Number(this.shown?.solve.states.cells ?? 0) <= SMALL_STATES;
    }

    /** What a report of the present assumptions carries. */
    toCarry(): Carried | null {
        const { shown } = this;
        if (!shown) return null;
        const { outline, solve, redlines } = shown;
        const timeline = this.knownTimeline() ?? null;
        return { detente: outline.detente, outline, solve, redlines, timeline };
    }
}
