import { useCallback, useEffect, useState } from "react";
import { CallDialog } from "./call-dialog.tsx";
import { Divider, useTextShare } from "./divider.tsx";
import type { ScreenProps } from "./exam-page.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { Navigator } from "./navigator.tsx";
import { QuestionText } from "./question-text.tsx";
import { Banner } from "./banner.tsx";
import { say } from "./say.ts";
import { TopBar } from "./top-bar.tsx";
import { VIEWER_PLACE } from "./viewer-host.tsx";
import { questionOf } from "./question-state.ts";
import style from "./exam.module.css";

type Opened = "call" | "keys" | null;

/** Places 1-5 and letters A-E of the options. */
function optionOfKey(key: string): number {
  const letter = key.toUpperCase().charCodeAt(0) - 65;
  if (key.length === 1 && letter >= 0 && letter < 8) return letter;
  return /^[1-8]$/.test(key) ? Number(key) - 1 : -1;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input:not([type=radio]), textarea, select") || target.isContentEditable);
}

/** The question screen: top bar, text, images, navigator; the same places always. */
export function ExamScreen({ data, player, snapshot }: ScreenProps) {
  const [opened, setOpened] = useState<Opened>(null);
  const [singleKeys, setSingleKeys] = useState(true);
  const [share, setShare] = useTextShare();
  const { items, position } = snapshot;
  const index = items.findIndex((item) => item.position === position);
  const item = items[Math.max(0, index)];
  const go = useCallback((to: number) => items[to] && player.visit(items[to].position), [items, player]);

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key === "F2") {
        event.preventDefault();
        return setOpened("call");
      }
      const inViewer = event.target instanceof Element && event.target.closest(".viewer") !== null;
      if (!singleKeys || inViewer || opened !== null || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !item) return;
      const key = event.key.toLowerCase();
      const question = questionOf(snapshot, item.position);
      if (key === "n") go(index + 1);
      else if (key === "p") go(index - 1);
      else if (key === "f") void player.flag(item.position, !question.flagged);
      else if (key === "s") player.showSummary();
      else {
        const option = item.interaction.options[optionOfKey(event.key)];
        if (!option) return;
        void player.respond(item.position, [option.id]);
      }
      event.preventDefault();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go, index, item, opened, player, singleKeys, snapshot]);

  if (!item) return null;
  const question = questionOf(snapshot, item.position);
  const withImages = item.panels.length > 0;
  return (
    <div className={style.exam}>
      <TopBar data={data} player={player} snapshot={snapshot} onCall={() => setOpened("call")} onKeys={() => setOpened("keys")} />
      <Banner snapshot={snapshot} player={player} />
      <div className={withImages ? style.work : style.workText} style={withImages ? { gridTemplateColumns: `${share}fr 9px ${100 - share}fr` } : undefined}>
        <QuestionText key={item.position} item={item} question={question} player={player} />
        {withImages && <Divider share={share} onMove={setShare} />}
        <section className={style.images} data-theme="dark" id={VIEWER_PLACE} aria-label={say("facts-images")} hidden={!withImages} />
      </div>
      <footer className={style.bottom}>
        <Navigator snapshot={snapshot} onGo={(to) => player.visit(to)} />
        <div className={style.moves}>
          <button type="button" className={style.toggle} aria-pressed={question.flagged} onClick={() => void player.flag(item.position, !question.flagged)}>
            <span aria-hidden="true">{question.flagged ? "⚑" : "⚐"}</span> {say(question.flagged ? "unflag" : "flag")}
          </button>
          <button type="button" className={style.secondary} disabled={index <= 0} onClick={() => go(index - 1)}>
            {say("back")}
          </button>
          <button type="button" className={style.primary} onClick={() => (index + 1 < items.length ? go(index + 1) : player.showSummary())}>
            {say(index + 1 < items.length ? "next" : "summary")}
          </button>
        </div>
      </footer>
      {opened === "call" && <CallDialog player={player} snapshot={snapshot} telephone={data.telephone} position={item.position} onClose={() => setOpened(null)} />}
      {opened === "keys" && <KeysDialog on={singleKeys} onSwitch={() => setSingleKeys(!singleKeys)} onClose={() => setOpened(null)} />}
    </div>
  );
}
