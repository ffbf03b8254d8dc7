/**
 * Values in the form that the client asks for: numbers in hexadecimal.
 */
import { hex } from "./references.ts";

/** Types whose values are numbers, or arrays of them. */
const NUMBERS = /^(int|stack)(\[|$)/;

/** A value of a type as it is to be shown: the numbers in it that are no part of a name. */
export function formatted(value: string, type: string, isHex: boolean): string {
  if (!isHex || !NUMBERS.test(type)) return value;
  const isPlain = type.startsWith("int") ? /^(-?\d+|\[.*\])$/ : /^-?\d+( · |$)/;
  if (!isPlain.test(value)) return value;
  const [number = "", ...rest] = type.startsWith("int") ? [value] : value.split(/(?= · )/);
  return number.replace(/(?<![\w.])-?\d+(?![\w.])/g, (digits) => hex(Number(digits))) + rest.join("");
}
