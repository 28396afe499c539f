/* One entry, one file: the script, the style and the engine go into page.html, and the hash of the
 * script into its content security policy. The command writes reports into what comes out. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const ENGINE = process.env["DETENTE_WASM"] ?? resolve(import.meta.dirname, "../build/wasm/engine.wasm");
const OUT = process.env["DETENTE_PAGE_DIR"] ?? resolve(import.meta.dirname, "../build/share/detente");

function policy(script: string): string {
    const hash = createHash("sha256").update(script).digest("base64");
    return [
        "default-src 'none'",
        `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
        "style-src 'unsafe-inline'",
        "worker-src blob:",
        "img-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
}

function oneFile(): Plugin {
    return {
        name: "one-file",
        enforce: "post",
        generateBundle(_options, bundle) {
            let script = "";
            let style = "";
            for (const [name, item] of Object.entries(bundle)) {
                if (item.type === "chunk") script += item.code;
                else if (name.endsWith(".css")) style += String(item.source);
                else this.error(`nothing takes ${name}`);
                delete bundle[name];
            }
            /* What would end the element, or open a comment in it, is written otherwise. */
            script = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3c!--");
            const engine = gzipSync(readFileSync(ENGINE), { level: 9 }).toString("base64");
            const template = readFileSync(resolve(import.meta.dirname, "page.html"), "utf8");
            const parts: Record<string, string> = { policy: policy(script), style, engine, script };
            const source = template.replace(/@(policy|style|engine|script)@/g, (_, name: string) => parts[name] ?? "");
            this.emitFile({ type: "asset", fileName: "report.html", source });
        },
    };
}

export default defineConfig({
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    plugins: [oneFile()],
    worker: { format: "iife" },
    server: { fs: { allow: [".."] } },
    build: {
        outDir: OUT,
        emptyOutDir: false,
        target: "es2022",
        assetsInlineLimit: 1e8,
        cssCodeSplit: false,
        modulePreload: false,
        reportCompressedSize: false,
        rollupOptions: {
            input: resolve(import.meta.dirname, "src/main.tsx"),
            output: { format: "iife", entryFileNames: "page.js" },
        },
    },
});
