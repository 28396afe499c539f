/* Bytes as text, and packed. */

export type Bytes = Uint8Array<ArrayBuffer>;

export function fromBase64(text: string): Bytes {
    return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}

export function toBase64(bytes: Bytes): string {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
}

async function passed(bytes: Bytes, through: GenericTransformStream): Promise<Bytes> {
    const stream = new Blob([bytes]).stream().pipeThrough(through as ReadableWritablePair);
    return new Uint8Array(await new Response(stream as ReadableStream<Bytes>).arrayBuffer());
}

export const packed = (bytes: Bytes) => passed(bytes, new CompressionStream("deflate-raw"));
export const unpacked = (bytes: Bytes, format: CompressionFormat) =>
    passed(bytes, new DecompressionStream(format));
