// The whole page: before the door, or at work.
import { Center, Loader } from "@mantine/core";
import { useDeskState } from "../desk/useDesk";
import { Door } from "../session/Door";
import { texts } from "../texts/texts";
import { Workplace } from "./Workplace";

export function Page() {
  const { phase } = useDeskState();
  if (phase === "starting") {
    return (
      <Center component="main" mih="100dvh">
        <Loader aria-label={texts.signIn.starting} />
      </Center>
    );
  }
  return phase === "atWork" ? <Workplace /> : <Door />;
}
