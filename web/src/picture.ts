/* Pictures of the engine as elements of the page. The text is read as XML and rebuilt from what a picture
 * needs and nothing else; nothing of it is ever read as HTML. */

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(
    "svg g title desc style rect line path polygon polyline circle ellipse text tspan defs marker".split(" "),
);
const ATTRIBUTES = new Set(
    (
        "class color cx cy d dx dy fill fill-opacity font-family font-size font-style font-weight height id " +
        "markerHeight markerUnits markerWidth marker-end marker-start orient opacity points r refX refY role rx ry " +
        "stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width text-anchor " +
        "transform viewBox width x x1 x2 y y1 y2"
    ).split(" "),
);

function rebuilt(from: Element, document: Document): Element | null {
    if (from.namespaceURI !== SVG || !ELEMENTS.has(from.localName)) return null;
    const to = document.createElementNS(SVG, from.localName);
    for (const { name, value } of Array.from(from.attributes))
        if (ATTRIBUTES.has(name)) to.setAttribute(name, value);
    for (const child of Array.from(from.childNodes)) {
        if (child.nodeType === 3) to.append(child.nodeValue ?? "");
        if (child.nodeType !== 1) continue;
        const inner = rebuilt(child as Element, document);
        if (inner) to.append(inner);
    }
    return to;
}

/** null: it is no picture. */
export function pictureElement(text: string): SVGSVGElement | null {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    if (parsed.documentElement.localName !== "svg") return null;
    return rebuilt(parsed.documentElement, document) as SVGSVGElement | null;
}

/** For those who cannot use SVG: twice the size, on white or whatever the picture's ground is. */
export async function pngOf(text: string): Promise<Blob> {
    const element = pictureElement(text);
    const width = Number(element?.getAttribute("width") ?? 0);
    const height = Number(element?.getAttribute("height") ?? 0);
    if (!width || !height) throw new Error("the picture has no size");
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = 2 * width;
        canvas.height = 2 * height;
        canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((resolve, reject) =>
            canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture")))),
        );
    } finally {
        URL.revokeObjectURL(url);
    }
}
