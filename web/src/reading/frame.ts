// The document in which a mail is shown: no scripts, no forms, nothing loaded, whatever the mail says. Pure.

/** The frame's own policy; it inherits the page's too (src/proffer/workspace/policy.py), so both must allow a thing. */
export const FRAME_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** Links open in a tab of their own, which may run scripts again; nothing else is allowed. */
export const FRAME_SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

const STYLE = `
:root { color-scheme: light; }
html { background: #fff; }
body { margin: 0; padding: 20px 24px; color: #1a1d27; font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; contain: paint; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
a { color: #2f44a5; }
blockquote { margin: 0 0 0 4px; padding-left: 14px; border-left: 3px solid #d4d9e6; color: #4a5166; }
.proffer-held { display: inline-block; padding: 1px 8px; border: 1px dashed #9aa3b8; border-radius: 6px; color: #555d73;
  font-size: 13px; }
`;

/** `html` is what the server cleaned and `prepared` went through; `nonce` lets our own style pass. */
export function frameDocument(html: string, nonce: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><meta name="referrer" content="no-referrer"><base target="_blank"><style nonce="${nonce}">${STYLE}</style></head><body>${html}</body></html>`;
}

const MARKUP_BEYOND_LINES = /<(?!\/?(?:br|a)\b)[a-z/!]/i;

/** Is this HTML only text in lines, made of a plain mail? Then the text itself reads better. */
export function isOnlyText(html: string): boolean {
  return !MARKUP_BEYOND_LINES.test(html);
}
