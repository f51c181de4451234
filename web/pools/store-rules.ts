/** What is asked about the store in a pool. */
export const storeRules = {
  makeStore: {
    label: 'pool.do.makeStore',
    question: 'pool.do.makeStore.question',
    means: 'pool.do.makeStore.means',
  },
  adopt: { label: 'pool.do.adopt', question: 'pool.do.adopt.question', means: 'pool.do.adopt.means' },
} as const
