/** How a token is named where several people have some: `anna/home-assistant`. Neither part can hold a slash. */
export function tokenAddress(token: { readonly user: string; readonly name: string }): string {
  return `${token.user}/${token.name}`
}
