/* The worker in which the engine runs. A classic one, made from a blob: from disk nothing else works.
 * It does one thing after the other and is ended when nobody waits for the answer any more. */
import { Engine, type Command, type Options } from "./engine";

export type ToWorker =
    | { load: WebAssembly.Module }
    | { id: number; command: Command; text: string; options: Options };
export type FromWorker =
    | { id: number; answer: import("./engine").Answer }
    | { id: number; done: number; total: number }
    | { broken: string };

const scope = self as unknown as {
    postMessage(message: FromWorker): void;
    onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

let engine: Promise<Engine> | undefined;
let told = 0;
let current = 0;

scope.onmessage = ({ data }) => {
    if ("load" in data) {
        engine = Engine.load(data.load, (_work, done, total) => {
            const now = Date.now();
            if (now - told < 60) return;
            told = now;
            scope.postMessage({ id: current, done, total });
        });
        return;
    }
    void engine
        ?.then((e) => {
            current = data.id;
            const answer = e.run(data.command, data.text, data.options);
            scope.postMessage({ id: data.id, answer });
        })
        .catch((error: unknown) => {
            scope.postMessage({ broken: error instanceof Error ? error.message : String(error) });
        });
};
