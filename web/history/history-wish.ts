import type { Return } from '../forms/return-request.ts'

/** What somebody wants of the history of a VM; `title` is what the point or branch is called for them. */
export type HistoryWish =
  | { readonly want: 'snapshot' | 'try' | 'keep-try' }
  | { readonly want: 'return'; readonly where: Return; readonly title: string }
  | { readonly want: 'hold'; readonly snapshot: string; readonly title: string }
  | { readonly want: 'release'; readonly snapshot: string; readonly hold: string; readonly title: string }
  | { readonly want: 'clone'; readonly snapshot: string; readonly title: string }
  | { readonly want: 'remove'; readonly snapshot: string; readonly title: string }
  | { readonly want: 'remove-branch'; readonly branch: string }
