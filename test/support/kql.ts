/**
 * The fields that a KQL query asks for; throws where it is not KQL. Made after Kibana's grammar (kbn-es-query,
 * grammar.peggy) and stricter: a value needs a field, and text with a space needs quotes.
 */
export function kqlFields(query: string): string[] {
  const parser = new Parser(query);
  return query.trim() === "" ? [] : parser.query();
}

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(<=|>=|[():<>{}])|((?:[^\s\\():<>"{}]|\\.)+))/y;
const KEYWORDS = ["and", "or", "not"];

type Token = { kind: "quoted" | "sign" | "word"; text: string } | undefined;

class Parser {
  private readonly fields: string[] = [];
  private next: Token;
  private at = 0;

  constructor(private readonly text: string) {
    this.next = this.token();
  }

  query(): string[] {
    this.joined(() => this.term());
    if (this.next) this.fail();
    return this.fields;
  }

  private token(): Token {
    if (this.text.slice(this.at).trim() === "") return undefined;
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text) ?? this.fail();
    this.at = TOKEN.lastIndex;
    const [, quoted, sign, word] = match;
    if (quoted !== undefined) return { kind: "quoted", text: quoted };
    return sign === undefined ? { kind: "word", text: word ?? "" } : { kind: "sign", text: sign };
  }

  /** `not` binds closest, then `and`, then `or`; whether the parts are queries or values, they are joined alike. */
  private joined(part: () => void): void {
    do {
      do {
        this.taken("not");
        part();
      } while (this.taken("and"));
    } while (this.taken("or"));
  }

  private term(): void {
    if (this.taken("(")) {
      this.joined(() => this.term());
      this.expect(")");
      return;
    }
    this.fields.push(this.word());
    if (["<", "<=", ">", ">="].some((sign) => this.taken(sign))) {
      this.value();
      return;
    }
    this.expect(":");
    this.values();
  }

  private values(): void {
    if (!this.taken("(")) {
      this.value();
      return;
    }
    this.joined(() => this.values());
    this.expect(")");
  }

  private value(): void {
    if (this.next?.kind === "quoted") this.next = this.token();
    else this.word();
  }

  private word(): string {
    if (this.next?.kind !== "word" || KEYWORDS.includes(this.next.text.toLowerCase())) this.fail();
    const { text } = this.next;
    this.next = this.token();
    return text;
  }

  private taken(text: string): boolean {
    if (this.next?.kind === "quoted" || this.next?.text.toLowerCase() !== text) return false;
    this.next = this.token();
    return true;
  }

  private expect(text: string): void {
    if (!this.taken(text)) this.fail();
  }

  private fail(): never {
    throw new Error(`not KQL at character ${this.at}: ${this.text}`);
  }
}
