import type { ReactNode } from "react";
import { say } from "./say.ts";
import type { ExamPageData } from "./exam-page.tsx";
import style from "./exam.module.css";

/** A page of the exam that is not the question screen: one column, the candidate's number and the telephone on it. */
export function Sheet({ data, title, children, acts }: { data?: ExamPageData; title: string; children?: ReactNode; acts?: ReactNode }) {
  return (
    <main className={style.sheet}>
      <div className={style.sheetBody}>
        {data && (
          <p className={style.quiet}>
            {data.sittingTitle} · {say("candidate", { number: data.candidateNumber })}
            {data.telephone !== null && ` · ${say("telephone", { telephone: data.telephone })}`}
          </p>
        )}
        <h1>{title}</h1>
        {children}
        {acts && <div className={style.acts}>{acts}</div>}
      </div>
    </main>
  );
}
