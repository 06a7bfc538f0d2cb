// The demo's people. Only the demo names an address for them in the page; elsewhere nothing is asked.
import { get } from "./request";

export interface Account {
  userName: string;
  name: string;
  password: string;
}

/** Empty outside the demo, and where the demo does not tell (from another machine). */
export async function demoAccounts(): Promise<Account[]> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="proffer-accounts"]')?.content ?? "";
  if (!address.startsWith("/")) return [];
  try {
    return (await get<{ accounts: Account[] }>(address)).accounts;
  } catch {
    return [];
  }
}
