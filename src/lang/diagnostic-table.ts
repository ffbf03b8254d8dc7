/**
 * Every diagnostic of the language, one row each: what the checker says, the reference page lists, and tests pin.
 *
 * Keeps true: a number is never given to another meaning. 1xxx form · 2xxx names · 3xxx values · 4xxx settings ·
 * 5xxx statements and scenario · 6xxx not in this version. `{hole}` in a message is filled when it is reported.
 * It is one table on purpose, longer than other files.
 */

export type Severity = "error" | "warning" | "hint";

interface Row {
  readonly number: number;
  readonly severity: Severity;
  readonly message: string;
  /** Why the rule is there: for the reference page. */
  readonly explanation: string;
  readonly hint?: string;
  readonly unnecessary?: true;
}

export const DIAGNOSTICS = {
  // 1xxx: form
  unexpectedCharacter: {
    number: 1001,
    severity: "error",
    message: "'{character}' has no meaning in a program",
    explanation: "The text holds a character that is no part of any word or sign of the language.",
  },
  expected: {
    number: 1002,
    severity: "error",
    message: "{what} is expected here, not {found}",
    explanation: "The text does not follow the grammar at this place.",
  },
  tooLong: {
    number: 1003,
    severity: "error",
    message: "the file has more than {limit} characters",
    explanation: "A source file has a bound, so that no text can hold up the editor.",
  },
  tooDeep: {
    number: 1004,
    severity: "error",
    message: "more than {limit} levels stand within each other",
    explanation: "Brackets, blocks and signs nest up to a bound.",
    hint: "Give parts of it names of their own.",
  },
  unclosedText: {
    number: 1005,
    severity: "error",
    message: "the text is not closed on its line",
    explanation: "A text begins and ends with a double quote on one line.",
    hint: 'Add a closing ". A line break within a text is written \\n.',
  },
  unclosedComment: {
    number: 1006,
    severity: "error",
    message: "the comment is not closed",
    explanation: "A comment that begins with /* ends with */.",
    hint: "Add */ where it ends.",
  },
  badEscape: {
    number: 1007,
    severity: "error",
    message: "'{escape}' has no meaning in a text",
    explanation: 'In a text a backslash begins \\n, \\t, \\" or \\\\, and nothing else.',
    hint: 'Write \\n, \\t, \\" or \\\\.',
  },
  badNumber: {
    number: 1008,
    severity: "error",
    message: "'{digits}' is not a number",
    explanation: "Numbers are decimal, 0x… or 0b…, with single _ between digits; no letter may follow one.",
    hint: "Write 255, 0xff or 0b1111_1111; a name cannot begin with a digit.",
  },
  numberTooLarge: {
    number: 1009,
    severity: "error",
    message: "{digits} does not fit 32 bits",
    explanation: "A word has 32 bits: from -2147483648 to 2147483647, or 0xffffffff bit by bit.",
  },
  parserGaveUp: {
    number: 1010,
    severity: "error",
    message: "the text cannot be read from here on",
    explanation: "The parser found no way to go on after an error.",
    hint: "Mend the errors before this place first.",
  },
  misplacedDeclaration: {
    number: 1011,
    severity: "error",
    message: "a {what} cannot be declared here",
    explanation: "Constants are declared at the top of a file, functions there or at the top of a program.",
  },
  notAStatement: {
    number: 1012,
    severity: "error",
    message: "this is not a statement",
    explanation: "A statement is an assignment, a call, or begins with a keyword; a value alone does nothing.",
    hint: "Assign to it, or call it with ( ).",
  },
  increment: {
    number: 1013,
    severity: "error",
    message: "there is no '{operator}'",
    explanation: "Turno has no ++ and --: reading, adding and storing are steps of their own, and should look it.",
    hint: "Write += 1 or -= 1.",
  },
  conditional: {
    number: 1014,
    severity: "error",
    message: "there is no '? :'",
    explanation: "A choice between two values is written with if and else.",
    hint: "Use if and else.",
  },
  character: {
    number: 1015,
    severity: "error",
    message: "there are no character constants",
    explanation: "A word holds an integer; texts stand in double quotes and are only shown, opened or sent.",
    hint: 'Write a text as "…", or the number of the character.',
  },
  bracesNeeded: {
    number: 1016,
    severity: "error",
    message: "'{' is expected here, not {found}",
    explanation:
      "The body of if, else, while, for, loop, repeat and atomic stands in braces, even if it is one statement.",
    hint: "Put the body in { }.",
  },
  assignmentInCondition: {
    number: 1017,
    severity: "error",
    message: "'=' does not compare",
    explanation: "An assignment is a statement and has no value, so a condition cannot hold one.",
    hint: "Write == to compare.",
  },
  forForm: {
    number: 1018,
    severity: "error",
    message: "this is not how a for loop is written",
    explanation: "A for loop names a variable, its first and its last value.",
    hint: "Write for i = 0 .. n - 1 { }, or use while.",
  },
  wordOperator: {
    number: 1019,
    severity: "error",
    message: "'{word}' is not an operator",
    explanation: "Logical operators are &&, || and !.",
    hint: "Write && for and, || for or, ! for not.",
  },
  objectInside: {
    number: 1020,
    severity: "error",
    message: "a {word} is declared at the top of the file, not in a program",
    explanation:
      "Shared words, objects, machines and processes belong to the scenario, so they stand outside programs.",
    hint: "Move the declaration out of the program.",
  },
  decimalPoint: {
    number: 1021,
    severity: "error",
    message: "there are no numbers with a decimal point",
    explanation: "Every number is a whole one. Beside an average a quotient is exact: average(waiting) == 17 / 3.",
    hint: "Write a quotient: 13 / 2 for 6.5. Beside an average it is exact.",
  },
  tooManyOperators: {
    number: 1022,
    severity: "error",
    message: "an expression has more than {limit} operators one after another",
    explanation: "A chain of operators or of indices has a bound.",
    hint: "Give parts of it names of their own.",
  },

  // 2xxx: names
  unknownName: {
    number: 2001,
    severity: "error",
    message: "there is no '{name}' here",
    explanation: "The name is declared nowhere that this place can see.",
  },
  unknownCall: {
    number: 2002,
    severity: "error",
    message: "there is no function or built-in '{name}'",
    explanation: "Before ( only functions and built-ins are looked up.",
  },
  duplicateName: {
    number: 2003,
    severity: "error",
    message: "'{name}' is already declared",
    explanation: "A name is declared once in its block or file. An inner block may use it anew.",
  },
  usedBeforeDeclared: {
    number: 2004,
    severity: "error",
    message: "'{name}' is declared only further down",
    explanation: "A variable can be used from its declaration to the end of its block.",
  },
  importNotFound: {
    number: 2005,
    severity: "error",
    message: "the file '{path}' cannot be read",
    explanation: "An import names a file relative to the file that it stands in.",
  },
  importHasErrors: {
    number: 2006,
    severity: "error",
    message: "'{path}' has errors: {first}",
    explanation: "A scenario compiles only if all files that it imports do.",
  },
  hidesBuiltin: {
    number: 2007,
    severity: "warning",
    message: "the function hides the built-in '{name}'",
    explanation: "Calls of this name mean the function, and the system call of that name cannot be reached.",
    hint: "Choose another name.",
  },
  predefinedName: {
    number: 2008,
    severity: "error",
    message: "'{name}' is predefined",
    explanation: "true, false and the names of errors are constants of every scenario.",
  },
  calledVariable: {
    number: 2009,
    severity: "error",
    message: "'{name}' is {kind} and cannot be called",
    explanation: "Only functions and built-ins can be called.",
  },
  notAValue: {
    number: 2010,
    severity: "error",
    message: "'{name}' is {kind}, not a value",
    explanation: "Functions, programs and enums stand only where a call or declaration asks for one.",
  },
  wrongDeclaration: {
    number: 2011,
    severity: "error",
    message: "'{name}' is {kind}, not {wanted}",
    explanation: "The name is declared, but as something else than is needed here.",
  },
  unknownMember: {
    number: 2012,
    severity: "error",
    message: "{object} has no '{member}'",
    explanation: "After . stands a member of an enum, or in an expectation a metric or variable of a process.",
  },
  noMembers: {
    number: 2013,
    severity: "error",
    message: "only an enum or, in an expectation, a process has members",
    explanation: "A variable holds one word and has no parts with names.",
  },
  unused: {
    number: 2014,
    severity: "hint",
    message: "'{name}' is never used",
    explanation: "Nothing reads or writes the variable, or goes to the label.",
    unnecessary: true,
  },
  unknownLabel: {
    number: 2015,
    severity: "error",
    message: "there is no label '{name}' in this routine",
    explanation: "goto leads to a label of the same program or function.",
  },
  unknownType: {
    number: 2016,
    severity: "error",
    message: "there is no type '{name}'",
    explanation: "The types are int, bool, the enums, and arrays of them with constant lengths.",
    hint: "Write int, or int[8] for an array.",
  },

  // 3xxx: values
  notConstant: {
    number: 3001,
    severity: "error",
    message: "this is not known before the scenario runs",
    explanation: "Constants, lengths, settings and initial values of shared words are computed by the compiler.",
  },
  constantCycle: {
    number: 3002,
    severity: "error",
    message: "'{name}' is defined by itself",
    explanation: "The value of a constant cannot depend on that constant.",
  },
  constantDivision: {
    number: 3003,
    severity: "error",
    message: "division by zero",
    explanation: "The divisor of a constant expression is 0.",
  },
  certainFault: {
    number: 3004,
    severity: "warning",
    message: "this is a fault whenever it runs: {fault}",
    explanation: "The compiler can see that the machine will raise a fault here, which ends the process.",
  },
  wrongCount: {
    number: 3005,
    severity: "error",
    message: "{name} takes {expected}, not {count}",
    explanation: "A call gives each parameter an argument.",
  },
  wrongKind: {
    number: 3006,
    severity: "error",
    message: "'{parameter}' of {name} must be {expected}, not {found}",
    explanation: "A built-in takes objects of certain kinds, as its row in the table of system calls says.",
  },
  arrayAsValue: {
    number: 3007,
    severity: "error",
    message: "{name} is an array, not a word",
    explanation: "Arrays are not values: they are neither passed nor assigned, only their elements are.",
    hint: "Index it: name[i].",
  },
  notAnArray: {
    number: 3008,
    severity: "error",
    message: "only an array can be indexed",
    explanation: "[ ] selects an element of an array of words or objects.",
  },
  badLength: {
    number: 3009,
    severity: "error",
    message: "an array cannot have {length} elements",
    explanation: "A length is at least 1.",
  },
  tooManyWords: {
    number: 3010,
    severity: "error",
    message: "{what} has more than {limit} words",
    explanation: "Data sections, frames and shared memory have bounds.",
  },
  listLength: {
    number: 3011,
    severity: "error",
    message: "the list has {found} values, the array {expected}",
    explanation: "A list gives each element of the array a value.",
  },
  noValue: {
    number: 3012,
    severity: "error",
    message: "{name} has no value",
    explanation: "The call returns nothing, so it stands only as a statement.",
  },
  notAssignable: {
    number: 3013,
    severity: "error",
    message: "{what} cannot be assigned to",
    explanation: "On the left of = stands a variable or an element of an array.",
  },
  precedence: {
    number: 3014,
    severity: "warning",
    message: "'{inner}' binds tighter than '{outer}': this is {reading}",
    explanation: "As in C, comparisons bind tighter than &, ^ and |, which is seldom what one means.",
    hint: "Put the part that belongs together in ( ).",
  },
  needsNumber: {
    number: 3015,
    severity: "error",
    message: "a number is needed here, not {found}",
    explanation: "Objects, machines, processes and texts are words too, but not to calculate with.",
  },
  namedArgument: {
    number: 3016,
    severity: "error",
    message: "arguments have no names here",
    explanation: "Only settings, as in round_robin(quantum: 4), have named values.",
  },
  severalValues: {
    number: 3017,
    severity: "error",
    message: "only a call that returns several words can fill several variables",
    explanation: "var (a, b) takes the words of a message: receive, its variants, and request.",
  },
  atomicTarget: {
    number: 3018,
    severity: "error",
    message: "'{parameter}' of {name} must be a variable in shared memory or in the data section",
    explanation: "An indivisible instruction on a stack frame would be of no use: no other thread can see it.",
  },
  someReturnNothing: {
    number: 3019,
    severity: "warning",
    message: "{name} returns a value in some places and none in others",
    explanation: "Where it returns none, its value is 0.",
  },
  listHere: {
    number: 3020,
    severity: "error",
    message: "{what} cannot stand here",
    explanation: "A list initialises an array or is the value of a setting; { } holds settings.",
  },
  listNeeded: {
    number: 3021,
    severity: "error",
    message: "an array is initialised with a list",
    explanation: "One value cannot stand for a whole array; elements that are given no value are 0.",
    hint: "Write [1, 2, 3].",
  },
  outOfRange: {
    number: 3022,
    severity: "error",
    message: "{what} must lie between {min} and {max}, not {found}",
    explanation: "The value has a range outside of which it has no meaning.",
  },
  tooManyArguments: {
    number: 3023,
    severity: "error",
    message: "there are more than {limit} parameters, arguments or variables",
    explanation: "Arguments travel on the stack, results in eight registers; both have bounds.",
  },
  certainError: {
    number: 3024,
    severity: "warning",
    message: "this returns {error} whenever it runs: {why}",
    explanation: "The compiler can see that the call cannot do what it is asked.",
  },
  refusalIsTrue: {
    number: 3025,
    severity: "warning",
    message: "{name}() counts as true also when it fails: it then returns {error}, which is not 0",
    explanation: "Every number but 0 is true, and so are the negative numbers of errors.",
    hint: "Compare it: == 1.",
  },

  // 4xxx: settings
  unknownSetting: {
    number: 4001,
    severity: "error",
    message: "{owner} has no setting '{name}'",
    explanation: "The settings of each kind of declaration are listed in the reference.",
  },
  duplicateSetting: {
    number: 4002,
    severity: "error",
    message: "'{name}' is set twice",
    explanation: "A setting is given once.",
  },
  settingValue: {
    number: 4003,
    severity: "error",
    message: "'{name}' must be {expected}",
    explanation: "The value is not of the setting's type.",
  },
  pageSize: {
    number: 4004,
    severity: "error",
    message: "the size of a page must be a power of two",
    explanation: "An address is split into page and offset by its bits.",
  },
  unequalLists: {
    number: 4005,
    severity: "error",
    message: "'allotments' must have one value, or one for each of the {levels} levels",
    explanation: "quanta says how many levels there are; allotments belong to the same levels.",
  },
  noSettings: {
    number: 4006,
    severity: "error",
    message: "'{name}' takes no settings",
    explanation: "The word stands alone.",
  },
  linkEnds: {
    number: 4007,
    severity: "error",
    message: "a link connects two different machines",
    explanation: "Messages within a machine need no link.",
  },
  parentCycle: {
    number: 4008,
    severity: "error",
    message: "'{name}' cannot descend from itself",
    explanation: "Parents and children form a tree.",
  },
  withoutEffect: {
    number: 4009,
    severity: "warning",
    message: "'{name}' has no effect: {why}",
    explanation: "A setting may need another one, and an action of the operator its process, to do anything.",
  },

  // 5xxx: statements and scenario
  outsideLoop: {
    number: 5001,
    severity: "error",
    message: "'{word}' stands in no loop",
    explanation: "break and continue belong to the innermost loop around them.",
  },
  unreachable: {
    number: 5002,
    severity: "warning",
    message: "this is never reached",
    explanation: "The statement before it never goes on to it, and no label stands here.",
    unnecessary: true,
  },
  gotoAtomic: {
    number: 5003,
    severity: "error",
    message: "goto cannot lead into or out of atomic",
    explanation: "Interrupts would stay off, or be on where they must not.",
  },
  operatorStatement: {
    number: 5004,
    severity: "error",
    message: "in an 'at' block stand only {allowed}",
    explanation:
      "The operator acts on the machine from outside: calls of the operator and assignments to shared words.",
  },
  operatorCall: {
    number: 5005,
    severity: "error",
    message: "'{name}' is an action of the operator, not a system call",
    explanation: "A program cannot do this; it happens to the machine.",
    hint: "Put it in an at block: at 50 { … }.",
  },
  assembly: {
    number: 5006,
    severity: "error",
    message: "{problem}",
    explanation:
      "A line of asm is a label or an instruction with the operands that its row in the instruction table says.",
  },
  unknownExpectation: {
    number: 5007,
    severity: "error",
    message: "there is no 'no {what}'",
    explanation: "What can be ruled out is a deadlock and a race.",
    hint: "Write no deadlock or no race.",
  },
  expectationCall: {
    number: 5008,
    severity: "error",
    message: "{name} cannot be called here",
    explanation:
      "Expectations and watches look at the machine and must not change it; an expectation's only call is average(metric).",
  },
  unknownMetric: {
    number: 5009,
    severity: "error",
    message: "there is no metric '{name}'",
    explanation: "average( ) takes the name of a metric of processes.",
  },
  tooManyInstructions: {
    number: 5010,
    severity: "error",
    message: "the scenario has more than {limit} instructions",
    explanation: "The code of an image has a bound.",
  },
  tooMany: {
    number: 5011,
    severity: "error",
    message: "there are more than {limit} {what}",
    explanation: "Every table of a scenario has a bound.",
  },
  ignoredInImport: {
    number: 5012,
    severity: "hint",
    message: "what this file has besides names is not imported",
    explanation:
      "An import brings constants, enums, shared words, objects, functions and programs; machines, links, processes, operator blocks and expectations stay behind.",
  },
  textElsewhere: {
    number: 5013,
    severity: "error",
    message: "a text cannot stand in {place}",
    explanation: "Texts are shown, sent or opened by programs; conditions and constants are about numbers.",
  },
  noReceiver: {
    number: 5014,
    severity: "warning",
    message: "nobody receives from '{name}'",
    explanation: "Messages are sent to the mailbox and stay there: a sender that waits for room waits for ever.",
  },
  noSender: {
    number: 5015,
    severity: "warning",
    message: "nobody sends to '{name}'",
    explanation: "Who receives from the mailbox waits for ever.",
  },
  meetsItself: {
    number: 5016,
    severity: "warning",
    message: "only '{process}' sends to '{name}' and receives from it, and would have to meet itself",
    explanation: "The mailbox holds nothing: who sends waits until another process receives.",
  },

  // 6xxx: not in this version
  notAvailable: {
    number: 6001,
    severity: "error",
    message: "{what} is not available in this version yet",
    explanation: "The word belongs to the language, but this version's machine does not give it meaning yet.",
  },
} as const satisfies Readonly<Record<string, Row>>;

export type DiagnosticName = keyof typeof DIAGNOSTICS;
