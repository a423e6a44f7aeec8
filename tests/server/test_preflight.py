import re

import pytest

from vicious_cycle.server import preflight, settings


def test_a_computer_that_is_ready_is_told_so_with_the_visitors_it_can_take(kit, folder):
    answer = kit.run_command("check", "--notebooks", str(folder))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.splitlines()[-1] == "Ready."
    assert "All 1 notebooks open." in answer.stdout
    assert int(re.search(r"can take (\d+) visitors", answer.stdout)[1]) > 0
    assert answer.stderr == ""


def test_a_notebook_that_fails_is_named_and_the_exit_code_says_so(kit, folder):
    kit.write_notebook(folder / "02_fails.ipynb", ("prose", "# Fails"), ("code", "1 / 0"))
    answer = kit.run_command("check", "--notebooks", str(folder))
    assert answer.returncode == 1
    (line,) = [line for line in answer.stdout.splitlines() if line.startswith("NO ")]
    assert "02_fails.ipynb" in line
    assert "01_sound.ipynb" not in line


def test_a_folder_without_notebooks_is_not_ready(kit, tmp_path):
    answer = kit.run_command("check", "--notebooks", str(tmp_path))
    assert answer.returncode == 1
    assert "There are no notebooks" in answer.stdout


@pytest.mark.parametrize("finding", [preflight._port(), preflight._network(), preflight._browser()], ids=str)
def test_whatever_is_not_as_it_should_be_comes_with_what_to_do(finding):
    assert finding.good or finding.advice
    assert str(finding).startswith(("ok ", "note", "NO "))


def test_a_visitor_is_never_counted_for_less_than_is_known_from_use():
    counted = [int(re.search(r"at (\d+) MB", preflight._room_for(each).text)[1]) for each in (0, 1, 1000)]
    assert counted == [settings.KERNEL_MEMORY, settings.KERNEL_MEMORY, 1000]
    assert not preflight._room_for(1e9).good


@pytest.mark.parametrize("number", ["0", "-3", "many", "1.5", ""])
def test_a_number_of_visitors_that_is_none_is_told_in_one_sentence(kit, number):
    answer = kit.run_command("--no-browser", "--visitors", number)
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1


def test_details_of_what_fails_are_shown_for_debugging_only(kit, folder):
    kit.write_notebook(folder / "02_fails.ipynb", ("prose", "# Fails"), ("code", "hidden_name = 1 / 0"))
    with kit.running("--debug", "--notebooks", str(folder)) as (address, _):
        page = kit.get(f"{address}/voila/render/02_fails.ipynb")[1]
    assert "This part could not start" in page
    assert "ZeroDivisionError" in page
    with kit.running("--notebooks", str(folder)) as (address, _):
        assert "ZeroDivisionError" not in kit.get(f"{address}/voila/render/02_fails.ipynb")[1]
