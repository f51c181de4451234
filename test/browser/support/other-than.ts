/**
 * What the browser notes although all is as it should be: an answer of this status, or of any, as a plan that is refused is an answer like
 * another; and how the tests read pixels.
 */
export type Expected = number | 'any refusal' | 'pixels that are read'

/** What the browser complained of besides. */
export function otherThan(complaints: readonly string[], ...expected: readonly Expected[]): string[] {
  return complaints.filter((complaint) => !expected.some((one) => complaint.includes(noteOf(one))))
}

function noteOf(expected: Expected): string {
  switch (expected) {
    case 'any refusal':
      return 'Failed to load resource: the server responded with a status of'
    case 'pixels that are read':
      return 'willReadFrequently'
    default:
      return `the server responded with a status of ${expected}`
  }
}
