/**
 * The parser that Langium builds from the grammar, made on first use (60 to 90 ms) and kept for the next.
 *
 * Keeps true: a keyword never cuts a longer name in two; after a parser has thrown, a fresh one is built, because the
 * old one's state is not to be trusted.
 */
import {
  AbstractParserErrorMessageProvider,
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  CstNodeBuilder,
  DefaultTokenBuilder,
  EmptyFileSystem,
  inject,
  type IParserConfig,
  type LangiumParser,
  type ParseResult,
} from "langium";
import type { File } from "./generated/ast.ts";
import { TurnoGeneratedModule, TurnoGeneratedSharedModule, TurnoParserConfig } from "./generated/module.ts";

type FindLongerAlt = DefaultTokenBuilder["findLongerAlt"];

/**
 * Langium asks the pattern's source, which a terminal with flags does not show: word keywords must give way to names, and
 * a slash to a comment.
 */
class TurnoTokenBuilder extends DefaultTokenBuilder {
  protected override findLongerAlt(...[keyword, terminals]: Parameters<FindLongerAlt>): ReturnType<FindLongerAlt> {
    const found = super.findLongerAlt(keyword, terminals);
    const longer = /^\w+$/.test(keyword.value) ? "ID" : keyword.value === "/" ? "BLOCK_COMMENT" : undefined;
    return [...found, ...terminals.filter((terminal) => terminal.name === longer)];
  }
}

/** A parser error's message is only what it expected, a token or nothing; syntax-errors.ts says the rest. */
class TurnoMessages extends AbstractParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected }: { readonly expected: { readonly name: string } }): string {
    return expected.name;
  }
  override buildNotAllInputParsedMessage(): string {
    return "EOF";
  }
  override buildNoViableAltMessage(): string {
    return "";
  }
  override buildEarlyExitMessage(): string {
    return "";
  }
}

/**
 * Leaves blanks and comments out of the tree, where nobody asks for them. To place them Langium looks at every part of a list for
 * each next one: in a list of a hundred thousand that takes minutes.
 */
class TurnoNodeBuilder extends CstNodeBuilder {
  override addHiddenNodes(): void {
    // Nothing is added.
  }
}

/** A new parser. With `config.skipValidations` false it checks its grammar and throws when that is ambiguous. */
export function createParser(config: Partial<IParserConfig> = {}): LangiumParser {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), TurnoGeneratedSharedModule);
  const services = inject(createDefaultCoreModule({ shared }), TurnoGeneratedModule, {
    parser: {
      TokenBuilder: () => new TurnoTokenBuilder(),
      ParserErrorMessageProvider: () => new TurnoMessages(),
      ParserConfig: () => ({ ...TurnoParserConfig, ...config }),
    },
  });
  shared.ServiceRegistry.register(services);
  return Object.assign(services.parser.LangiumParser, { nodeBuilder: new TurnoNodeBuilder() });
}

/** The parser in use: a cache, which `parseWithLangium` fills and empties. */
const kept: { parser: LangiumParser | undefined } = { parser: undefined };

/** Langium's tree of `text`, or what the parser threw: a RangeError at the end of the stack, or a fault of its recovery. */
export function parseWithLangium(text: string, rule: "File" | "Expression"): ParseResult<File> | Error {
  kept.parser ??= createParser();
  try {
    return kept.parser.parse<File>(text, { rule });
  } catch (error) {
    kept.parser = undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}
