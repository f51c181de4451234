/**
 * ECMA-48 control sequences: those that end at a letter, those that carry a text (titles), and short ones. Boot loaders and service
 * managers colour and place what they say with them.
 */
const sequences =
  // oxlint-disable-next-line no-control-regex -- these are control characters
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-Z\\^-~])/g

/** What a serial console said, as lines that can be read: without colours and movements, ends of lines as the guest meant them. */
export function consoleLines(said: string): readonly string[] {
  const lines = said
    .replaceAll(sequences, '')
    .split(/\r*\n|\r+/)
    .map((line) => line.trimEnd())
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
