/* The engine: detente's C library as WebAssembly, one call at a time. Strings in, reports out. */

export type Command =
    | "check" | "format" | "outline" | "states" | "solve" | "redlines" | "explain" | "timeline" | "paths"
    | "draw";

/** What a command may be asked; see wasm/engine.c. A list stands for a key that comes again. */
export type Options = Record<string, string | number | boolean | string[] | undefined>;

export type Answer =
    | { ok: true; text: string }
    | { ok: false; code: number; message: string; line: number; column: number };

export type Progress = (work: string, done: number, total: number) => void;

interface Exports {
    memory: WebAssembly.Memory;
    _initialize(): void;
    take(bytes: number): number;
    give(block: number): void;
    version(): number;
    run(command: number, text: number, length: number, words: number, wordBytes: number): number;
    result(): number;
    result_bytes(): number;
    failure_line(): number;
    failure_column(): number;
    failure_message(): number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Key, NUL, value, NUL ...; what is undefined, false or empty is not said. */
export function optionWords(options: Options): string {
    let words = "";
    for (const [key, value] of Object.entries(options)) {
        if (value === undefined || value === false || value === "") continue;
        for (const each of Array.isArray(value) ? value : [value === true ? "yes" : String(value)])
            words += `${key}\0${each.replaceAll("\0", "")}\0`;
    }
    return words;
}

export class Engine {
    private constructor(private readonly exports: Exports) {}

    static async load(module: WebAssembly.Module, progress: Progress = () => undefined): Promise<Engine> {
        let engine: Engine | undefined;
        const closed = () => 8; /* EBADF: there are no files */
        const instance = await WebAssembly.instantiate(module, {
            host: {
                progress(work: number, done: number, total: number): number {
                    if (engine) progress(engine.string(work), done, total);
                    return 1;
                },
            },
            wasi_snapshot_preview1: { fd_write: closed, fd_close: closed, fd_seek: closed },
        });
        engine = new Engine(instance.exports as unknown as Exports);
        engine.exports._initialize();
        return engine;
    }

    version(): string {
        return this.string(this.exports.version());
    }

    run(command: Command, text: string, options: Options = {}): Answer {
        const blocks: number[] = [];
        const put = (value: string): [number, number] => {
            const bytes = encoder.encode(value);
            const at = this.exports.take(bytes.length + 1) >>> 0;
            if (!at) throw new Error("not enough memory");
            blocks.push(at);
            const memory = new Uint8Array(this.exports.memory.buffer);
            memory.set(bytes, at);
            memory[at + bytes.length] = 0;
            return [at, bytes.length];
        };
        try {
            const [name] = put(command);
            const [model, length] = put(text);
            const [words, wordBytes] = put(optionWords(options));
            const code = this.exports.run(name, model, length, words, wordBytes);
            return code === 0 ? { ok: true, text: this.result() } : this.failure(code);
        } finally {
            for (const block of blocks) this.exports.give(block);
        }
    }

    private result(): string {
        const at = this.exports.result() >>> 0;
        const length = this.exports.result_bytes() >>> 0;
        return decoder.decode(new Uint8Array(this.exports.memory.buffer, at, length));
    }

    private failure(code: number): Answer {
        return {
            ok: false,
            code,
            message: this.string(this.exports.failure_message()),
            line: this.exports.failure_line(),
            column: this.exports.failure_column(),
        };
    }

    private string(pointer: number): string {
        const at = pointer >>> 0;
        const memory = new Uint8Array(this.exports.memory.buffer);
        let end = at;
        while (memory[end] !== 0) end++;
        return decoder.decode(memory.subarray(at, end));
    }
}
