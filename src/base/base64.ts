/**
 * Bytes as base64 text and back, wherever this runs.
 *
 * Keeps true: what was written is read again; a text that is no base64 is nothing.
 */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let k = 0; k < bytes.length; k += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(k, k + 3);
    const bits = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]!).join("");
    const left = bytes.length - k;
    parts.push(left >= 3 ? digits : left === 2 ? `${digits.slice(0, 3)}=` : `${digits.slice(0, 2)}==`);
  }
  return parts.join("");
}

export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.trim().replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xff_ffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[place++] = (bits >> held) & 255;
  }
  return bytes;
}
