/* The page's side of the workers: questions, answers, progress, and an end to what nobody needs. There
 * are three, so that red lines are looked at while stability is worked out, and neither is disturbed by
 * pictures. They share one compiled module: what the browser has made fast for one is fast for all,
 * and for those that take the place of ended ones. */
import type { Answer, Command, Options } from "./engine";
import type { FromWorker, ToWorker } from "./worker";
import EngineWorker from "./worker?worker&inline";

export class Cancelled extends Error {
    constructor() {
        super("cancelled");
    }
}

export type Told = (done: number, total: number) => void;

interface Waiting {
    resolve(answer: Answer): void;
    reject(error: Error): void;
    told: Told | undefined;
}

class Lane {
    private worker: Promise<Worker> | undefined;
    readonly waiting = new Map<number, Waiting>();

    constructor(private readonly module: Promise<WebAssembly.Module>) {}

    post(question: ToWorker & { id: number }, told?: Told): Promise<Answer> {
        const worker = (this.worker ??= this.start());
        return new Promise((resolve, reject) => {
            this.waiting.set(question.id, { resolve, reject, told });
            worker.then(
                (started) => started.postMessage(question),
                (error: unknown) => worker === this.worker && this.end(asError(error)),
            );
        });
    }

    private async start(): Promise<Worker> {
        const module = await this.module;
        const worker = new EngineWorker();
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
            if ("broken" in data) return this.end(new Error(data.broken));
            const waiting = this.waiting.get(data.id);
            if ("done" in data) return waiting?.told?.(data.done, data.total);
            this.waiting.delete(data.id);
            waiting?.resolve(data.answer);
        };
        worker.onerror = (event) => {
            event.preventDefault();
            this.end(new Error(event.message || "the engine could not be started"));
        };
        worker.postMessage({ load: module } satisfies ToWorker);
        return worker;
    }

    end(error: Error): void {
        void this.worker?.then((worker) => worker.terminate()).catch(() => undefined);
        this.worker = undefined;
        const waiting = [...this.waiting.values()];
        this.waiting.clear();
        for (const each of waiting) each.reject(error);
    }
}

function asError(error: unknown): Error {
    return error instanceof Error ? error : new Error(String(error));
}

const LANES: Partial<Record<Command, number>> = { redlines: 1, check: 2, timeline: 2, draw: 2 };

export class Client {
    private readonly lanes: Lane[];
    private next = 1;

    constructor(module: Promise<WebAssembly.Module>) {
        this.lanes = [0, 1, 2].map(() => new Lane(module));
    }

    get busy(): boolean {
        return this.lanes.some((lane) => lane.waiting.size > 0);
    }

    ask(command: Command, text: string, options: Options, told?: Told): Promise<Answer> {
        const lane = this.lanes[LANES[command] ?? 0] as Lane;
        return lane.post({ id: this.next++, command, text, options }, told);
    }

    /** Ends the work; what was asked is answered by Cancelled. New workers start when needed. */
    cancel(): void {
        for (const lane of this.lanes) if (lane.waiting.size > 0) lane.end(new Cancelled());
    }
}
