import type catalogue from './en.json'

export type MessageKey = keyof typeof catalogue

/** A sentence that is decided, and not yet said in a language. */
export interface Message {
  readonly key: MessageKey
  readonly values?: Readonly<Record<string, string | number | Message | DaemonText>>
}

/** What the daemon says, in English; said in the language of the reader where it is drawn. */
export interface DaemonText {
  readonly daemon: string
}
