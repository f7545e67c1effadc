"""The main job on either database, by its URL in the environment."""

from __future__ import annotations

from tests.desk import archive_of_six, text_of


def test_the_main_job_runs_on_either_database(desk, site, database_url):
    desk.environ = {"MONITOR_DATABASE_URL": database_url}
    (desk.folder / "monitor.db").unlink()
    published = archive_of_six(site)
    assert desk.monitor("init").code == 0
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 0
    assert "企业应当提交原产地证书" in text_of(desk.mails()[0])
    assert desk.monitor("changes", "--json").lines[0]["change"] == "new"
    assert desk.monitor("doctor").code == 0
    assert "password" not in desk.monitor("doctor").out
