// The CSRF token as the cookie has it now: a sign-in in another tab changes it under an open page.

export function csrfToken() {
  const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}
