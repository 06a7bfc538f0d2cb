// The whole page: before the door, or at work.
import { Center, Loader, Stack, Text } from "@mantine/core";
import { useDeskState } from "../desk/useDesk";
import { Door } from "../session/Door";
import { texts } from "../texts/texts";
import { Workplace } from "./Workplace";

export function Page() {
  const { phase, link } = useDeskState();
  if (phase === "starting") {
    return (
      <Center component="main" mih="100dvh">
        <Stack align="center">
          <Loader aria-label={texts.signIn.starting} />
          {link === "broken" && <Text role="status">{texts.signIn.startingAgain}</Text>}
        </Stack>
      </Center>
    );
  }
  return phase === "atWork" ? <Workplace /> : <Door />;
}
