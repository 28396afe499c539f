/* The page's side of the workers: questions, answers, progress, and an end to what nobody needs. There
 * are two workers, so that red lines are looked at while stability is worked out. */
import type { Answer, Command, Options, Progress } from "./engine";
import type { FromWorker, ToWorker } from "./worker";
import EngineWorker from "./worker?worker&inline";

export class Cancelled extends Error {
    constructor() {
        super("cancelled");
    }
}

interface Waiting {
    resolve(answer: Answer): void;
    reject(error: Error): void;
}

class Lane {
    private worker: Worker | undefined;
    readonly waiting = new Map<number, Waiting>();

    constructor(
        private readonly module: Uint8Array,
        private readonly progress: Progress,
    ) {}

    post(question: ToWorker & { id: number }): Promise<Answer> {
        const worker = (this.worker ??= this.start());
        return new Promise((resolve, reject) => {
            this.waiting.set(question.id, { resolve, reject });
            worker.postMessage(question);
        });
    }

    start(): Worker {
        const worker = new EngineWorker();
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
            if ("broken" in data) return this.end(new Error(data.broken));
            if ("progress" in data) return this.progress(data.progress, data.done, data.total);
            this.waiting.get(data.id)?.resolve(data.answer);
            this.waiting.delete(data.id);
        };
        worker.onerror = (event) => {
            event.preventDefault();
            this.end(new Error(event.message || "the engine could not be started"));
        };
        const load = this.module.slice().buffer;
        worker.postMessage({ load } satisfies ToWorker, [load]);
        this.worker = worker;
        return worker;
    }

    end(error: Error): void {
        this.worker?.terminate();
        this.worker = undefined;
        const waiting = [...this.waiting.values()];
        this.waiting.clear();
        for (const each of waiting) each.reject(error);
    }
}

export class Client {
    private readonly lanes: [Lane, Lane];
    private next = 1;

    constructor(module: Uint8Array, progress: Progress) {
        this.lanes = [new Lane(module, progress), new Lane(module, progress)];
        for (const lane of this.lanes) lane.start(); /* so that the first answer does not wait */
    }

    get busy(): boolean {
        return this.lanes.some((lane) => lane.waiting.size > 0);
    }

    ask(command: Command, text: string, options: Options): Promise<Answer> {
        const lane = this.lanes[command === "redlines" ? 1 : 0];
        return lane.post({ id: this.next++, command, text, options });
    }

    /** Ends the work; what was asked is answered by Cancelled. New workers start when needed. */
    cancel(): void {
        for (const lane of this.lanes) if (lane.waiting.size > 0) lane.end(new Cancelled());
    }
}
